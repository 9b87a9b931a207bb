// Docker answers, but the lab's images are missing: one line and a button, which stay out of the way of the exercise.
import type { ImagesOffer } from './page.ts'

interface Given {
  readonly offer: ImagesOffer
  readonly online: boolean
  readonly get: () => void
}

export const ImagesBanner = ({ offer: { state, text, fraction }, online, get }: Given) => (
  <div class="wb-banner wb-images" role="status" data-testid="images" data-state={state}>
    <p>
      {text}
      {state === 'getting' && fraction !== undefined && ` (${Math.round(fraction * 100)} %)`}
    </p>
    {(state === 'offered' || state === 'failed') && (
      <button type="button" data-testid="get-images" aria-disabled={!online} onClick={() => online && get()}>
        {state === 'offered' ? 'Get the images' : 'Try again'}
      </button>
    )}
  </div>
)

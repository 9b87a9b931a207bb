// What the tokens of a picture mean: of all that there is, what its film shows.
import type { Copy } from '@ackademy/wire/copies.ts'
import type { Film } from '@ackademy/wire/film.ts'
import { keptIn, laneOf, type Look } from './lanes.ts'

export interface Entry {
  readonly look: Look | 'kept'
  readonly text: string
  readonly again?: true
  readonly round?: true
}

const ENTRIES: readonly (Entry & { readonly when: (copy: Copy) => boolean })[] = [
  { look: 'ready', text: 'ready in the queue', when: (copy) => laneOf(copy).look === 'ready' },
  { look: 'unacked', text: 'unacknowledged, held by the consumer', when: (copy) => laneOf(copy).look === 'unacked' },
  { look: 'kept', text: 'kept by the broker until the ack', when: (copy) => keptIn(copy) !== undefined },
  { look: 'forgotten', text: 'with the consumer, forgotten by the broker', when: (copy) => laneOf(copy).look === 'forgotten' },
  { look: 'ready', text: 'delivered before', again: true, when: ({ returned, place }) => returned && place.at === 'queue' },
  { look: 'ready', text: 'a result of the message with that number', round: true, when: ({ label }) => label.resultOf !== undefined },
  { look: 'held', text: 'held by the lab, on its way', when: (copy) => laneOf(copy).look === 'held' },
]

export function legendOf({ scenes }: Film): readonly Entry[] {
  const ever = scenes.flatMap(({ copies }) => copies)
  return ENTRIES.filter(({ when }) => ever.some(when))
}

export const Legend = ({ film }: { film: Film }) => (
  <ul class="demo-legend">
    {legendOf(film).map(({ look, text, again, round }) => (
      <li>
        <svg class="demo-picture" viewBox="-13 -13 26 26" width="22" height="22" aria-hidden="true">
          <g class={look === 'kept' ? 'kept' : 'token'} data-look={look} data-shown="" data-again={again ? '' : undefined}>
            <rect x="-10" y="-10" width="20" height="20" rx={round ? 10 : 4} />
            <path class="token-again" d="M1 -11H9Q11 -11 11 -9V-1Z" />
          </g>
        </svg>
        {text}
      </li>
    ))}
  </ul>
)

// The last check's verdict, said aloud when it comes, and what the lab is doing until then.
import { verdictSentence, type Page } from './page.ts'

export const VerdictBanner = ({ page }: { page: Page }) => {
  const { judged, progress, of } = page
  const busy = page.checking || page.asked === true
  return (
    <>
      <div role="status" aria-live="polite" class="wb-verdict" data-testid="verdict" data-status={busy ? 'checking' : judged?.verdict.status}>
        {busy ? (
          <>
            <span data-testid="progress">{progress?.text ?? 'Checking'}…</span>
          </>
        ) : (
          judged && `${of === 'run' ? 'Last check: ' : ''}${verdictSentence(judged)}`
        )}
      </div>
      {busy && (
        <progress
          class="wb-progress"
          aria-label="Progress of the check"
          max={1}
          {...(progress?.fraction !== undefined && { value: progress.fraction })}
        />
      )}
    </>
  )
}

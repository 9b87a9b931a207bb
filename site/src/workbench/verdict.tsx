// The last check's verdict, said aloud when it comes, and what the lab is doing until then.
import { verdictSentence, type Page } from './page.ts'

export const VerdictBanner = ({ page }: { page: Page }) => {
  const { judged, progress, of } = page
  const busy = page.checking || page.asked === true
  const doing = progress?.text ?? (busy ? 'Checking' : undefined)
  return (
    <>
      <div role="status" class="wb-verdict" data-testid="verdict" data-status={busy ? 'checking' : judged?.verdict.status}>
        {doing !== undefined && <span data-testid="progress">{doing}…</span>}
        {doing === undefined && judged && `${of === 'run' ? 'Last check: ' : ''}${verdictSentence(judged)}`}
      </div>
      {doing !== undefined && (
        <progress class="wb-progress" aria-label={doing} max={1} {...(progress?.fraction !== undefined && { value: progress.fraction })} />
      )}
    </>
  )
}

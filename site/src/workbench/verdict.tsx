// The last check's verdict, said aloud when it comes, and what the lab is doing until then. Its room is there from the start:
// it moves nothing below it when a run or a check begins.
import { isBusy, verdictSentence, type Page } from './page.ts'

export const VerdictBanner = ({ page, cancel }: { page: Page; cancel: () => void }) => {
  const { judged, progress, of } = page
  const busy = isBusy(page)
  const doing = progress?.text ?? (busy ? 'Checking' : undefined)
  return (
    <div class="wb-verdict" data-status={busy ? 'checking' : judged?.verdict.status}>
      <span role="status" data-testid="verdict">
        {doing !== undefined && <span data-testid="progress">{doing}…</span>}
        {doing === undefined && judged && `${of === 'run' ? 'Last check: ' : ''}${verdictSentence(judged)}`}
      </span>
      {doing === undefined && !judged && <span class="wb-hint">Not checked yet</span>}
      {busy && (
        <button type="button" data-testid="cancel-check" onClick={cancel}>
          Cancel
        </button>
      )}
      {doing !== undefined && <progress aria-label={doing} max={1} {...(progress?.fraction !== undefined && { value: progress.fraction })} />}
    </div>
  )
}

// How a run comes to the page: a file that is chosen or dropped, or a link that is pasted. Also drawn at build, for the page before its script.
import { pastedIn } from './link.ts'

interface Given {
  /** Tells two of them apart. */
  readonly id: string
  readonly title: string
  readonly file?: (file: File) => void
  readonly link?: (link: string) => void
}

export const Opener = ({ id, title, file, link }: Given) => (
  <div
    class="replay-opener"
    data-testid={`open-${id}`}
    onDragOver={(event) => event.preventDefault()}
    onDrop={(event) => {
      event.preventDefault()
      const [dropped] = event.dataTransfer?.files ?? []
      if (dropped) file?.(dropped)
    }}
  >
    <label>
      <strong>{title}</strong> Choose a file, or drop one here.
      <input
        type="file"
        accept=".jsonl,.ndjson,.json,.txt"
        data-testid={`file-${id}`}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          if (chosen) file?.(chosen)
        }}
      />
    </label>
    <form
      onSubmit={(event) => {
        event.preventDefault()
        link?.(pastedIn(event.currentTarget))
      }}
    >
      <label>
        Or paste a link, of this lab or another:
        <input type="text" name="link" required placeholder="…/replay/#r=1.…" autocomplete="off" data-testid={`link-${id}`} />
      </label>
      <button type="submit">Open</button>
    </form>
  </div>
)

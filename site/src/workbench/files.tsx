// The files as tabs, and what can be done with them.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Confirm } from './confirm.tsx'
import { Editor } from './editor.tsx'
import { tabsOf } from './tabs.ts'
import type { Opened, Workspace } from './workspace.ts'

type Asking = { readonly for: 'add' } | { readonly for: 'rename'; readonly path: string }

const NameForm = ({ asking, done, workspace }: { asking: Asking; done: () => void; workspace: Workspace }) => {
  const [complaint, setComplaint] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const submit = (event: Event) => {
    event.preventDefault()
    const name = field.current?.value.trim() ?? ''
    const reason = asking.for === 'add' ? workspace.add(name) : workspace.rename(asking.path, name)
    setComplaint(reason)
    if (reason === undefined) done()
  }
  return (
    <form class="wb-name-form" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && done()}>
      <label>
        {asking.for === 'add' ? 'Name of the new file' : `New name of ${asking.path}`}
        <input ref={field} defaultValue={asking.for === 'rename' ? asking.path : ''} placeholder="name.js" autocomplete="off" spellcheck={false} />
      </label>
      <button type="submit">{asking.for === 'add' ? 'Add' : 'Rename'}</button>
      <button type="button" onClick={done}>
        Cancel
      </button>
      {complaint !== undefined && <p role="alert">{complaint}</p>}
    </form>
  )
}

const saveWord = ({ unsaved, kept }: Opened): string => (!kept ? 'This browser keeps no copy of your text' : unsaved ? 'Saving…' : 'Saved')

interface Given {
  workspace: Workspace
  opened: Opened
  online: boolean
  confirm: Confirm
  past: boolean
  togglePast: () => void
  save: () => void
}

export const FileTabs = ({ workspace, opened, online, confirm, past, togglePast, save }: Given) => {
  const [asking, setAsking] = useState<Asking>()
  const paths = Object.keys(opened.files)
  const tab = tabsOf('wb-file', paths, opened.active, (path) => workspace.activate(path))
  const remove = async () => {
    const { active } = opened
    if (await confirm(`Delete ${active}?`, 'Delete')) workspace.remove(active)
  }
  return (
    <section class="wb-files" aria-label="Your files">
      <div class="wb-bar">
        <div role="tablist" aria-label="Files">
          {paths.map((path) => (
            <button key={path} {...tab(path)} aria-controls="wb-file-panel">
              {path}
            </button>
          ))}
        </div>
        <div class="wb-actions">
          <button type="button" onClick={() => setAsking({ for: 'add' })}>
            New file
          </button>
          <button type="button" onClick={() => setAsking({ for: 'rename', path: opened.active })}>
            Rename
          </button>
          {paths.length > 1 && (
            <button type="button" onClick={() => void remove()}>
              Delete
            </button>
          )}
          <button type="button" data-testid="open-history" aria-expanded={past} onClick={togglePast}>
            History
          </button>
          <button type="button" data-testid="export" title="A zip that runs outside the lab" onClick={save}>
            Export
          </button>
        </div>
      </div>
      {asking && <NameForm key={JSON.stringify(asking)} asking={asking} workspace={workspace} done={() => setAsking(undefined)} />}
      <div id="wb-file-panel" class="wb-file-panel" role="tabpanel" aria-label={opened.active}>
        <Editor workspace={workspace} opened={opened} />
      </div>
      <p class="wb-hint wb-file-foot">
        <span id="wb-editor-help">
          Tab indents. To leave the editor with the keyboard: <kbd>Esc</kbd>, then <kbd>Tab</kbd>.
        </span>
        <span data-testid="saved">{opened.unsaved && !online ? 'Kept in this browser; saved in the lab once it answers' : saveWord(opened)}</span>
      </p>
    </section>
  )
}

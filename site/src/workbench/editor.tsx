// CodeMirror over the active file. Each file keeps its own state (undo history, selection) while it is not shown.
// Tab indents; Escape and then Tab leaves the editor (CodeMirror's own rule), and the line under it says so.
import { indentWithTab } from '@codemirror/commands'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { useEffect, useRef } from 'preact/hooks'
import { editorColours } from './editor-colours.ts'
import { isProgram, languageOf } from './language.ts'
import { syntaxLint } from './syntax-errors.ts'
import type { Opened, Workspace } from './workspace.ts'

const stateOf = (path: string, text: string, edited: (text: string) => void): EditorState =>
  EditorState.create({
    doc: text,
    extensions: [
      basicSetup,
      keymap.of([indentWithTab]),
      languageOf(path),
      isProgram(path) ? syntaxLint : [],
      editorColours,
      // Half a page wide: a hint at the end of a line is to be read without scrolling for it.
      EditorView.lineWrapping,
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `Code of ${path}`, 'aria-describedby': 'wb-editor-help' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) edited(update.state.doc.toString())
      }),
    ],
  })

export const Editor = ({ workspace, opened }: { workspace: Workspace; opened: Opened }) => {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const states = useRef(new Map<string, EditorState>())
  const shown = useRef('')
  const { active, generation, asked } = opened

  useEffect(() => {
    if (!place.current) return
    const created = new EditorView({ parent: place.current })
    view.current = created
    return () => created.destroy()
  }, [])

  useEffect(() => {
    const current = view.current
    const text = workspace.opened.get().files[active]
    if (!current || text === undefined) return
    if (shown.current !== '' && shown.current !== active) states.current.set(shown.current, current.state)
    const known = shown.current === active ? current.state : states.current.get(active)
    if (!known) current.setState(stateOf(active, text, (now) => workspace.edit(active, now)))
    else if (known !== current.state) current.setState(known)
    shown.current = active
    // Replaced from outside (a reset, the lab's copy): as one change, so that the editor's own undo reaches back over it.
    if (current.state.doc.toString() !== text) current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } })
    const paths = new Set(Object.keys(workspace.opened.get().files))
    for (const path of states.current.keys()) if (!paths.has(path)) states.current.delete(path)
  }, [workspace, active, generation])

  useEffect(() => {
    const current = view.current
    if (!current || asked?.path !== shown.current) return
    const { doc } = current.state
    const line = doc.line(Math.min(Math.max(1, asked.line), doc.lines))
    const at = Math.min(line.from + Math.max(0, asked.column - 1), line.to)
    current.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    current.focus()
  }, [asked])

  return <div class="wb-editor" data-testid="editor" ref={place} />
}

// Two texts side by side (or one below the other where there is no room), to be read only. Loaded when they are asked for.
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { editorColours } from './editor-colours.ts'
import { languageOf } from './language.ts'

export interface Compared {
  readonly path: string
  readonly yours: string
  readonly other: string
  /** Whose the other is: "the solution". */
  readonly whose: string
}

export const openDiff = (place: HTMLElement, { path, yours, other, whose }: Compared, sideBySide: boolean): Disposable => {
  const readOnly = (label: string) => [
    lineNumbers(),
    languageOf(path),
    editorColours,
    EditorState.readOnly.of(true),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label }),
  ]
  const collapseUnchanged = { margin: 3, minSize: 6 }
  const view = sideBySide
    ? new MergeView({
        parent: place,
        a: { doc: yours, extensions: readOnly(`Your ${path}`) },
        b: { doc: other, extensions: readOnly(`${path} of ${whose}`) },
        gutter: false,
        collapseUnchanged,
      })
    : new EditorView({
        parent: place,
        doc: other,
        extensions: [
          readOnly(`Changes from your ${path} to that of ${whose}`),
          unifiedMergeView({ original: yours, mergeControls: false, gutter: false, collapseUnchanged }),
        ],
      })
  return { [Symbol.dispose]: () => view.destroy() }
}

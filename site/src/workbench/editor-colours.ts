// CodeMirror's own colours fail contrast. These come from custom properties in colours.css, so that a change of
// Starlight's theme recolours the editor at once; each has at least 4.5:1 on the editor's background in both themes.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self, tags.null, tags.bool], color: 'var(--wb-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--wb-string)' },
  { tag: [tags.number, tags.atom], color: 'var(--wb-number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--wb-function)' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--wb-type)' },
  { tag: tags.comment, color: 'var(--wb-comment)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--wb-invalid)', textDecoration: 'underline wavy' },
])

const surfaces = EditorView.theme({
  '&': { color: 'var(--wb-code)', backgroundColor: 'var(--wb-code-bg)', fontSize: 'var(--sl-text-code)', height: '100%' },
  '.cm-content': { caretColor: 'var(--wb-code)', fontFamily: 'var(--__sl-font-mono)' },
  '.cm-scroller': { fontFamily: 'var(--__sl-font-mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--wb-code)' },
  '.cm-gutters': { color: 'var(--wb-comment)', backgroundColor: 'var(--wb-code-bg)', borderRight: '1px solid var(--wb-line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--wb-active-line)' },
  '.cm-activeLineGutter': { color: 'var(--wb-code)' },
  '&.cm-focused': { outline: '2px solid var(--wb-focus)', outlineOffset: '-2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': {
    backgroundColor: 'var(--wb-selection)',
  },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--wb-match)' },
  '&.cm-focused .cm-matchingBracket, &.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--wb-match)' },
  '.cm-foldPlaceholder': { color: 'var(--wb-code)', backgroundColor: 'var(--wb-match)', border: 'none' },
  '.cm-panels, .cm-tooltip': { color: 'var(--wb-code)', backgroundColor: 'var(--wb-surface)', borderColor: 'var(--wb-line)' },
  '.cm-panels button, .cm-panels input': { color: 'inherit', background: 'var(--wb-code-bg)', border: '1px solid var(--wb-edge)', minHeight: '24px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--wb-code)', backgroundColor: 'var(--wb-selection)' },
  '.cm-tooltip.cm-completionInfo': { maxWidth: '24rem', padding: '4px 8px', fontFamily: 'var(--__sl-font)', fontSize: 'var(--sl-text-xs)' },
  '.cm-completionDetail': { color: 'var(--wb-quiet)' },
  '.cm-completionMatchedText': { fontWeight: 'bold' },
  '.cm-diagnostic': { padding: '4px 8px', fontFamily: 'var(--__sl-font)' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--wb-fail)' },
  // the diff view
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--wb-removed)' },
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--wb-added)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: 'var(--wb-removed-text)' },
  '&.cm-merge-b .cm-changedText, .cm-changedText': { background: 'var(--wb-added-text)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--wb-removed)' },
  '.cm-collapsedLines': { color: 'var(--wb-code)', background: 'var(--wb-surface)' },
})

export const editorColours = [syntaxHighlighting(highlight), surfaces]

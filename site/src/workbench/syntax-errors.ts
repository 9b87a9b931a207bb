// What Node would refuse to read, told while it is typed. The editor has a tree of the text already, for its colours; where that tree
// has a hole, something is missing or too much. Only the first of a line is told: the others mostly follow from it.
import { syntaxTree, ensureSyntaxTree } from '@codemirror/language'
import { linter, lintGutter, type Diagnostic } from '@codemirror/lint'
import type { EditorState, Extension } from '@codemirror/state'
import type { SyntaxNode } from '@lezer/common'

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '`': '`' }

/** The bracket the node begins with, if the node ends without its fellow. */
const unclosed = (node: SyntaxNode, text: string): { from: number; opens: string; closes: string } | undefined => {
  const opens = text[node.from] ?? ''
  const closes = CLOSES[opens]
  const last = node.lastChild
  return closes !== undefined && last?.type.isError === true ? { from: node.from, opens, closes } : undefined
}

const errorAt = (error: SyntaxNode, text: string): Omit<Diagnostic, 'severity'> => {
  const { from, to, parent, prevSibling } = error
  if (from < to) return { from, to, message: `“${text.slice(from, Math.min(to, from + 20))}” is not expected here.` }
  if (parent?.name === 'BlockComment') return { from: parent.from, to: parent.from + 2, message: 'This comment does not end: its */ is missing.' }
  if (prevSibling?.name === 'String' && text[prevSibling.to - 1] !== text[prevSibling.from])
    return { from: prevSibling.from, to: prevSibling.to, message: 'This text does not end: its closing quote is missing.' }
  const open = parent && unclosed(parent, text)
  const end = text.slice(from).trim() === ''
  if (open && end) return { from: open.from, to: open.from + 1, message: `This “${open.opens}” is not closed: a “${open.closes}” is missing.` }
  const near = { from: Math.max(from - 1, text.lastIndexOf('\n', from - 1) + 1, 0), to: Math.min(from + 1, text.length) }
  return { ...near, message: open ? `A “${open.closes}” is missing here.` : 'Something is missing here, or the next word is not expected.' }
}

/** `import orders from './orders.json' with { type: 'json' }`: the editor's grammar does not know it, and Node does. */
const WITH_ATTRIBUTES = /^\s*(?:import|export)\b.*\bwith\s*\{.*\}\s*;?\s*$/

export const syntaxErrors = (state: EditorState): Diagnostic[] => {
  const text = state.doc.toString()
  const tree = ensureSyntaxTree(state, text.length, 200) ?? syntaxTree(state)
  const byLine = new Map<number, Diagnostic>()
  tree.iterate({
    enter: ({ type, node }) => {
      if (!type.isError) return
      const error = errorAt(node, text)
      const { number, text: line } = state.doc.lineAt(error.from)
      if (!byLine.has(number) && !WITH_ATTRIBUTES.test(line)) byLine.set(number, { ...error, severity: 'error' })
    },
  })
  return [...byLine.values()].sort((a, b) => a.from - b.from)
}

/** Half a second after the typing stops, so that nobody is corrected in the middle of a word. */
export const syntaxLint: Extension = [linter((view) => syntaxErrors(view.state), { delay: 500 }), lintGutter()]

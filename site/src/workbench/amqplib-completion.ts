// Completes amqplib's methods, a message's parts and the options' keys. What an object is, is read off the text: who it was assigned
// from, or where that is not to be seen (a parameter, say), the name everybody gives it.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { SyntaxNode } from '@lezer/common'
import { AMQPLIB, CHANNEL, CONFIRM_CHANNEL, CONNECTION, FIELDS, MESSAGE, OPTIONS, PROPERTIES, type Member } from './amqplib-members.ts'

const ASSIGNED: readonly (readonly [from: string, members: readonly Member[]])[] = [
  [String.raw`\s*=[^=\n]*\.createConfirmChannel\b`, CONFIRM_CHANNEL],
  [String.raw`\s*=[^=\n]*\.createChannel\b`, CHANNEL],
  [String.raw`\s*=[^=\n]*\bconnect\(`, CONNECTION],
  [String.raw`\s*=\s*await\s+[\w$.]+\.get\(`, MESSAGE],
  [String.raw`(?:\s*,\s*\{[^}]*\})?\s+from\s*['"]amqplib['"]`, AMQPLIB],
  [String.raw`\s*=[^=\n]*['"]amqplib['"]`, AMQPLIB],
]
const NAMED: readonly (readonly [name: RegExp, members: readonly Member[]])[] = [
  [/^(?:ch|chan|channel)$/i, CHANNEL],
  [/channel$/i, CHANNEL],
  [/^conn(?:ection)?$/i, CONNECTION],
  [/^(?:m|msg|message|delivery)$/i, MESSAGE],
]

const membersOf = (object: string, text: string): readonly Member[] => {
  if (/\.\s*fields$/.test(object)) return FIELDS
  if (/\.\s*properties$/.test(object)) return PROPERTIES
  if (!/^[\w$]+$/.test(object)) return []
  const name = object.replaceAll('$', '\\$')
  const assigned = ASSIGNED.find(([from]) => new RegExp(String.raw`(?<![\w$.])${name}${from}`).test(text))
  return (assigned ?? NAMED.find(([known]) => known.test(object)))?.[1] ?? []
}

/** What stands before the dot at the end: a name, or names joined by dots. */
const OBJECT = /(?<![\w$.)\]])([\w$]+(?:\s*\??\.\s*[\w$]+)*)\s*\??\.\s*$/

const completion = ({ name, takes, says }: Member, type: 'method' | 'property'): Completion => ({
  label: name,
  type: takes ? 'method' : type,
  info: says,
  ...(takes && { detail: `(${takes.join(', ')})` }),
})

const enclosing = (node: SyntaxNode | null, name: string): SyntaxNode | null => {
  for (let at = node; at; at = at.parent) if (at.name === name) return at
  return null
}

/** The keys of an options object the cursor is in, those it has already left out. */
const keysAt = (node: SyntaxNode, text: (node: SyntaxNode) => string): readonly Member[] => {
  const object = enclosing(node, 'ObjectExpression')
  const call = object?.parent?.name === 'ArgList' ? object.parent.parent : null
  const callee = call?.getChild('MemberExpression')?.getChild('PropertyName')
  const has = object?.getChildren('Property').flatMap((each) => each.getChild('PropertyDefinition') ?? []) ?? []
  const written = new Set(has.filter(({ to }) => to < node.from || to > node.to).map(text))
  return ((callee && OPTIONS[text(callee)]) ?? []).filter(({ name }) => !written.has(name))
}

export const amqplibCompletion = ({ state, pos, ...context }: CompletionContext): CompletionResult | null => {
  const word = /[\w$]*$/.exec(state.sliceDoc(Math.max(0, pos - 100), pos))?.[0] ?? ''
  const from = pos - word.length
  const node = syntaxTree(state).resolveInner(pos, -1)
  if (/String|Comment/.test(node.name)) return null
  const text = ({ from, to }: { from: number; to: number }) => state.sliceDoc(from, to)
  const result = (members: readonly Member[], type: 'method' | 'property'): CompletionResult | null =>
    members.length === 0 ? null : { from, options: members.map((each) => completion(each, type)), validFor: /^[\w$]*$/ }

  // By the text: what is half written has no place in the tree yet.
  const object = OBJECT.exec(state.sliceDoc(Math.max(0, from - 200), from))?.[1]
  if (object !== undefined) return result(membersOf(object, state.doc.toString()), 'property')

  const before = state
    .sliceDoc(Math.max(0, from - 200), from)
    .trimEnd()
    .at(-1)
  if ((before === '{' || before === ',') && (word !== '' || context.explicit)) return result(keysAt(node, text), 'property')
  return null
}

// Places in the learner's files that a program's output names, as Node prints them in a stack trace:
//
//   file:///…/consumer.js:12               the header of an uncaught error
//       at work (file:///…/consumer.js:12:9)
//       at Module._compile (node:internal/…), /…/node_modules/amqplib/lib/channel.js:30:5     none of the learner's
//
// Where the files lie depends on the engine, so a path counts by its end: the longest that is the name of a file.

export interface SourcePlace {
  readonly path: string
  readonly line: number
  readonly column: number
}

export interface FoundPlace extends SourcePlace {
  /** Where in the text it is named, as an index and a length. */
  readonly at: number
  readonly length: number
}

const NAMED = /(?:file:\/\/)?((?:\/[^\s:()'"<>]+)+|[A-Za-z]:[\\/][^\s:()'"<>]+|[\w][\w./\\-]*\.[cm]?[jt]s):(\d+)(?::(\d+))?/g

const fileOf = (named: string, files: readonly string[]): string | undefined => {
  const path = named.replaceAll('\\', '/')
  if (path.includes('/node_modules/')) return undefined
  return files.filter((file) => path === file || path.endsWith(`/${file}`)).sort((a, b) => b.length - a.length)[0]
}

const plain = (named: string): string => {
  try {
    return decodeURI(named)
  } catch {
    return named
  }
}

export const placesIn = (text: string, files: readonly string[]): FoundPlace[] =>
  [...text.matchAll(NAMED)].flatMap((match) => {
    const [whole, named = '', line, column] = match
    const path = fileOf(named, files) ?? fileOf(plain(named), files)
    return path === undefined ? [] : [{ path, line: Number(line), column: Number(column ?? 1), at: match.index, length: whole.length }]
  })

const ERROR = /^(?:Uncaught )?\w*(?:Error|Exception)\b[^\n]*$/gm
// eslint-disable-next-line no-control-regex -- what colours the text is no part of it
const COLOURS = /\u001b\[[\d;]*m/g

/**
 * The place to look at first after the last error in this output: the uppermost of its stack that is the learner's, or else
 * what its header names (an error of syntax has no stack of theirs). Undefined where there is no such error.
 */
export const errorPlace = (output: string, files: readonly string[]): (SourcePlace & { readonly error: string }) | undefined => {
  const text = output.replaceAll('\r', '').replace(COLOURS, '')
  const [before, last] = [undefined, ...text.matchAll(ERROR)].slice(-2)
  if (!last) return undefined
  const found = placesIn(text, files)
  const heads = ({ at, length }: FoundPlace) => at > (before?.index ?? -1) && isLine(text, at, length)
  const place = found.find(({ at }) => at >= last.index) ?? found.findLast(heads)
  return place && { path: place.path, line: place.line, column: place.column, error: last[0].slice(0, 200) }
}

const isLine = (text: string, at: number, length: number): boolean => (at === 0 || text[at - 1] === '\n') && text[at + length] === '\n'

import { EditorState } from '@codemirror/state'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { languageOf } from './language.ts'
import { syntaxErrors } from './syntax-errors.ts'

const errorsOf = (text: string, name = 'consumer.js') => {
  const state = EditorState.create({ doc: text, extensions: languageOf(name) })
  return syntaxErrors(state).map(({ from, to, message }) => ({ on: text.slice(from, to), line: state.doc.lineAt(from).number, message }))
}
const messages = (text: string) => errorsOf(text).map(({ message }) => message)

const exercises = path.resolve(import.meta.dirname, '../../../exercises')
const programs = readdirSync(exercises, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(starter|solution|mistakes|styles)\/.*\.[cm]?[jt]s$/.test(file.split(path.sep).join('/')))
  .map((file) => ({ file, text: readFileSync(path.join(exercises, file), 'utf8') }))

/** TypeScript's parser as the judge of what is an error. */
const refused = (text: string): boolean => {
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName: 'consumer.mts',
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext },
  })
  return diagnostics.length > 0
}

describe('an error of syntax', () => {
  it('is told where a bracket is never closed, on the bracket', () => {
    expect(errorsOf('const queue = "q"\nchannel.consume(queue, (message) => {\n  work(message)\n')).toContainEqual({
      on: '{',
      line: 2,
      message: 'This “{” is not closed: a “}” is missing.',
    })
  })
  it('is told where a bracket is missing in the middle, and where one is too many', () => {
    expect(messages('if (a { b() }')).toEqual(['A “)” is missing here.'])
    expect(messages('channel.ack(message))')).toEqual(['“)” is not expected here.'])
  })
  it('is told of a text and a comment that do not end', () => {
    expect(messages("const queue = 'submissions\nlet next = 1")).toEqual(['This text does not end: its closing quote is missing.'])
    expect(messages('a() /* and so on')).toEqual(['This comment does not end: its */ is missing.'])
  })
  it('is told once a line', () => {
    expect(errorsOf('let let = 3\nconst = 4')).toMatchObject([{ line: 1 }, { line: 2 }])
  })
  it('is none in any program of the course', () => {
    expect(programs.length).toBeGreaterThan(100)
    expect(programs.filter(({ file, text }) => errorsOf(text, file).length > 0).map(({ file }) => file)).toEqual([])
  })
  it('is found wherever a program of the course loses a bracket, as TypeScript’s parser finds it', () => {
    const maimed = programs
      .filter(({ file }) => /^simple-consumer.(starter|solution)/.test(file) && file.endsWith('.js'))
      .flatMap(({ text }) => [...text.matchAll(/[()[\]{}]/g)].map(({ index }) => text.slice(0, index) + text.slice(index + 1)))
      .filter(refused)
    expect(maimed.length).toBeGreaterThan(50)
    expect(maimed.filter((text) => errorsOf(text).length === 0)).toEqual([])
  })
  it('is none in an import with attributes, which Node reads', () => {
    expect(errorsOf("import orders from './orders.json' with { type: 'json' }\nimport amqp from 'amqplib'\n")).toEqual([])
  })
  it('is none in what is no program', () => {
    expect(errorsOf('{"a": [1, 2}', 'orders.json')).toEqual([])
  })
})

import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { amqplibCompletion } from './amqplib-completion.ts'
import { AMQPLIB, CHANNEL, CONFIRM_CHANNEL, CONNECTION, FIELDS, MESSAGE, OPTIONS, PROPERTIES, type Member } from './amqplib-members.ts'
import { languageOf } from './language.ts'

/** What is completed at the | in this text. */
const at = (marked: string, explicit = false) => {
  const pos = marked.indexOf('|')
  const state = EditorState.create({ doc: marked.replace('|', ''), extensions: languageOf('consumer.js') })
  return amqplibCompletion(new CompletionContext(state, pos, explicit))
}
const names = (marked: string, explicit = false) => at(marked, explicit)?.options.map(({ label }) => label) ?? []
const of = (members: readonly Member[]) => members.map(({ name }) => name)

describe('the editor completes', () => {
  it('a channel’s methods, each with what it takes and does', () => {
    const result = at("import amqp from 'amqplib'\nconst ch2 = await connection.createChannel()\nch2.|")
    expect(result?.options.map(({ label }) => label)).toEqual(of(CHANNEL))
    const nack = result?.options.find(({ label }) => label === 'nack')
    expect([nack?.type, nack?.detail]).toEqual(['method', '(message, allUpTo?, requeue?)'])
    expect(nack?.info).toContain('dead-lettered')
  })
  it('a confirm channel’s own, whatever its name', () => {
    expect(names('const sure = await connection.createConfirmChannel()\nsure.wait|')).toContain('waitForConfirms')
  })
  it('what amqplib itself and a connection offer', () => {
    expect(names("import amqp from 'amqplib'\namqp.|")).toEqual(of(AMQPLIB))
    expect(names("import * as rabbit from 'amqplib'\nrabbit.|")).toEqual(of(AMQPLIB))
    expect(names('const link = await amqp.connect(url)\nlink.|')).toEqual(of(CONNECTION))
  })
  it('by the name everybody gives it, where it is a parameter', () => {
    expect(names('export const work = async (channel) => {\n  channel.|\n}')).toEqual(of(CHANNEL))
    expect(names('channel.consume(queue, (message) => {\n  message.|\n})')).toEqual(of(MESSAGE))
  })
  it('a message’s fields and properties', () => {
    expect(names('message.fields.|')).toEqual(of(FIELDS))
    expect(names('work(message.properties.re|)')).toEqual(of(PROPERTIES))
  })
  it('an option’s key, without those that are written already', () => {
    const keys = names("channel.assertQueue('grades', { durable: true, d| })")
    expect(keys).toContain('deadLetterExchange')
    expect(keys).not.toContain('durable')
    expect(names("channel.consume('grades', work, { no| })")).toContain('noAck')
    expect(names("channel.consume('grades', work, { | })", true)).toContain('noAck')
  })
  it('nothing where it knows nothing, in a string or in a comment', () => {
    expect([...names('console.|'), ...names('work({ d| })'), ...names("'channel.|'"), ...names('// channel.|')]).toEqual([])
  })
})

describe('what is completed', () => {
  const folder = path.resolve(import.meta.dirname, '../../../node_modules/amqplib')
  const declared = ['index.d.ts', 'lib/properties.d.ts'].map((file) => {
    const name = path.join(folder, file)
    return ts.createSourceFile(name, readFileSync(name, 'utf8'), ts.ScriptTarget.Latest, true)
  })
  const interfaces = new Map<string, ts.InterfaceDeclaration>()
  const collect = (prefix: string) => (node: ts.Node) => {
    if (ts.isInterfaceDeclaration(node)) interfaces.set(prefix + node.name.text, node)
    if (ts.isModuleDeclaration(node) && node.body) ts.forEachChild(node.body, collect(`${prefix}${node.name.text}.`))
  }
  for (const file of declared) ts.forEachChild(file, collect(''))

  /** Each member's name and what it takes, of an interface and those it extends within amqplib. */
  const membersOf = (name: string): Map<string, string[] | undefined> => {
    const found = interfaces.get(name)
    if (!found) throw new Error(`amqplib declares no ${name}`)
    const inherited = (found.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText()))
    const members = new Map(inherited.filter((each) => interfaces.has(each)).flatMap((each) => [...membersOf(each)]))
    for (const member of found.members) {
      const takes = ts.isMethodSignature(member) ? member.parameters.map((each) => each.name.getText() + (each.questionToken ? '?' : '')) : undefined
      members.set(member.name?.getText() ?? '', takes)
    }
    return members
  }
  const inTable = (members: readonly Member[]) => new Map(members.map(({ name, takes }) => [name, takes && [...takes]]))
  const cases: readonly (readonly [string, readonly Member[]])[] = [
    ['ChannelModel', CONNECTION],
    ['Channel', CHANNEL],
    ['ConfirmChannel', CONFIRM_CHANNEL],
    ['Message', MESSAGE],
    ['MessageProperties', PROPERTIES],
    ['MessageFields', FIELDS],
    ['Options.AssertQueue', OPTIONS['assertQueue'] ?? []],
    ['Options.DeleteQueue', OPTIONS['deleteQueue'] ?? []],
    ['Options.AssertExchange', OPTIONS['assertExchange'] ?? []],
    ['Options.DeleteExchange', OPTIONS['deleteExchange'] ?? []],
    ['Options.Publish', OPTIONS['publish'] ?? []],
    ['Options.Publish', OPTIONS['sendToQueue'] ?? []],
    ['Options.Consume', OPTIONS['consume'] ?? []],
    ['Options.Get', OPTIONS['get'] ?? []],
  ]
  it.each(cases)('of %s is what amqplib declares, all of it and nothing else', (name, table) => {
    const sorted = (members: ReadonlyMap<string, unknown>) => [...members].sort(([a], [b]) => a.localeCompare(b))
    expect(sorted(inTable(table))).toEqual(sorted(membersOf(name)))
  })
  it('is told in one line each', () => {
    const all = [AMQPLIB, CONNECTION, CONFIRM_CHANNEL, MESSAGE, FIELDS, PROPERTIES, ...Object.values(OPTIONS)].flat()
    expect(all.filter(({ says }) => says.length > 125 || !says.endsWith('.')).map(({ name }) => name)).toEqual([])
  })
})

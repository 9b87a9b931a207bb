// Free runs of the solution of simple-consumer, whose source says neither a prefetch nor noAck, with five submissions handed in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Event } from '@ackademy/contract/recording.ts'
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { readConfig } from '../config.ts'
import type { LoadedExercise } from '../grading/exercise-folder.ts'
import { openParts, type LabParts } from '../parts.ts'
import { Practice } from './practice.ts'

let parts: LabParts
let loaded: LoadedExercise
let solution: Record<string, string>
beforeAll(async () => {
  parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
  loaded = await parts.exercises.load('simple-consumer')
  solution = await parts.exercises.solution('simple-consumer')
})
afterAll(() => parts[Symbol.asyncDispose]())

/** Runs it until `seen`, then stops it. What was recorded, and what it printed. */
async function suppose(whatIf: WhatIf, seen: (wire: Wire) => boolean, files = solution) {
  const { promise: enough, resolve, reject } = Promise.withResolvers<undefined>()
  let printed = ''
  await using practice = await Practice.open(
    {
      ...parts,
      loaded,
      files,
      signal: AbortSignal.timeout(20_000),
      output: (_, text) => (printed += text),
      event: () => seen(practice.stage.wire) && resolve(undefined),
    },
    { begun: () => undefined, failed: reject },
  )
  const running = await practice.run('consumer', { columns: 100, rows: 30 }, whatIf)
  await enough
  await practice.stop('consumer')
  await running?.ended
  expect(practice.stage.programs.size).toBe(0)
  const { wire } = practice.stage
  for (const event of wire.events) Event.parse(event)
  expect(wire.all('lab.what-if')).toMatchObject([{ program: 'consumer', ...whatIf }])
  return { wire, printed }
}

const settled = (count: number) => (wire: Wire) => wire.settlements.length >= count

describe('what if', { timeout: 30_000 }, () => {
  test('it had a prefetch of 1: the broker hands out one at a time', async () => {
    const { wire } = await suppose({ prefetch: 1 }, settled(5))
    expect(wire.all('basic.qos')).toMatchObject([{ program: 'consumer', prefetchCount: 1 }])
    const turns = wire.events.filter(({ type }) => type === 'basic.deliver' || type === 'basic.ack').map(({ type }) => type)
    expect(turns.slice(0, 10)).toEqual(Array.from({ length: 5 }, () => ['basic.deliver', 'basic.ack']).flat())
  })

  test('it consumed with noAck and still acknowledged: the broker closes the channel', async () => {
    const { wire } = await suppose({ noAck: true }, (soFar) => soFar.all('channel.close').length > 0)
    expect(wire.last('basic.consume')).toMatchObject({ noAck: true })
    expect(wire.last('channel.close')).toMatchObject({ from: 'broker', replyCode: 406 })
  })

  test('it died at its third delivery: it is started again, and gets that delivery once more, flagged redelivered', async () => {
    const { wire, printed } = await suppose({ prefetch: 1, crash: { at: 'basic.deliver', number: 3 } }, settled(5))
    expect(wire.all('process.start')).toHaveLength(2)
    expect(wire.all('process.exit')[0]).toMatchObject({ signal: 'SIGKILL', by: 'lab' })
    const [again, ...more] = wire.deliveries.filter(({ event }) => event.redelivered)
    expect(more).toEqual([])
    expect(again?.event.properties.messageId).toBe(wire.deliveries[2]?.event.properties.messageId)
    expect(printed.match(/graded/g)).toHaveLength(5)
    expect(printed).not.toContain('Error')
  })

  test('two of it ran: each behind its own tap, and they share the work', async () => {
    const twoAtWork = (wire: Wire) => new Set(wire.settlements.map(({ event }) => event.program)).size === 2 && settled(5)(wire)
    const { wire } = await suppose({ copies: 2, prefetch: 1 }, twoAtWork, slow(solution))
    expect(
      wire
        .all('process.exit')
        .map(({ program }) => program)
        .sort(),
    ).toEqual(['consumer', 'consumer-2'])
  })

  test('it has no file to run: nothing waits for it', async () => {
    await using practice = await Practice.open(
      { ...parts, loaded, files: { 'other.js': '' }, signal: AbortSignal.timeout(20_000) },
      { begun: () => undefined, failed: () => undefined },
    )
    expect(await practice.run('consumer', { columns: 100, rows: 30 }, { crash: { at: 'basic.deliver', number: 1 }, copies: 2 })).toBeUndefined()
    expect(practice.stage.wire.all('process.missing')).toHaveLength(1)
  })
})

/** Takes half a second for each: by the second one the other is at work. */
const slow = (files: Record<string, string>) => ({
  'consumer.js': (files['consumer.js'] ?? '').replace('channel.ack(message)', 'setTimeout(() => channel.ack(message), 500)'),
})

// The Lab's verbs, played on a real Stage: the embedded engine, the lab's own broker, a program of a few lines.
import path from 'node:path'
import { setTimeout as elapsed } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Exercise } from '@ackademy/contract/exercise.ts'
import { Event } from '@ackademy/contract/recording.ts'
import type { Lab } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { deathsOf } from '@ackademy/wire/x-death.ts'
import { readConfig } from '../config.ts'
import type { Engine, Process } from '../engines/engine.ts'
import { openParts, type LabParts } from '../parts.ts'
import { ExerciseFolders, type LoadedExercise } from './exercise-folder.ts'
import { runCheck } from './run-check.ts'

let parts: LabParts
let loaded: LoadedExercise
beforeAll(async () => {
  parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
  loaded = await new ExerciseFolders(path.resolve(import.meta.dirname, '../../..')).load('simple-consumer')
})
afterAll(() => parts[Symbol.asyncDispose]())

/** Plays `check` with this consumer; returns what was recorded. */
async function play(consumer: string, check: (lab: Lab<Wire>) => Promise<void>, given: Partial<Exercise> = {}, engine: Engine = parts.engine) {
  const scenario = { prepare: (lab: Lab<Wire>) => lab.declareQueue('work'), check }
  const files = { 'consumer.js': consumer }
  const { recording } = await runCheck({
    ...parts,
    engine,
    loaded: { ...loaded, exercise: { ...loaded.exercise, ...given }, scenario },
    files,
    signal: AbortSignal.timeout(30_000),
  })
  return recording.events
}

const answering = `
  import amqp from 'amqplib'
  const connection = await amqp.connect(process.env.AMQP_URL)
  const channel = await connection.createChannel()
  await channel.consume('work', (message) => {
    channel.sendToQueue('done', message.content)
    channel.ack(message)
  })`

test('what is let through after a long wait is waited for anew: patience starts at the release', async () => {
  let acked: boolean | undefined
  const events = await play(answering, async (lab) => {
    await lab.publish({ routingKey: 'work', json: {} })
    const answer = lab.hold('consumer', 'its answer', (event) => event.type === 'basic.publish')
    await lab.start('consumer')
    await answer.reached
    expect(await lab.until('what can’t come', () => false, { quietMs: 800 })).toBe(false)
    answer.release()
    acked = await lab.until('the ack behind it', (wire) => wire.settlements.length > 0, { quietMs: 800 })
  })
  expect(acked).toBe(true)
  expect(events.filter((event) => event.type === 'lab.deadline')).toMatchObject([{ what: 'what can’t come' }])
})

const asking = `
  import amqp from 'amqplib'
  const connection = await amqp.connect(process.env.AMQP_URL)
  const channel = await connection.createChannel()
  for (const id of ['a', 'b', 'c']) channel.sendToQueue('work', Buffer.from(id), { correlationId: id, replyTo: 'answers', type: 'question' })
  setInterval(() => {}, 1000)`

test('what the lab takes is recorded and acknowledged; what it does not take stays', async () => {
  const events = await play(asking, async (lab) => {
    await lab.start('consumer')
    const taken = await lab.take('work', 3)
    expect(taken.map(({ properties }) => properties)).toEqual(
      ['a', 'b', 'c'].map((correlationId) => ({ correlationId, replyTo: 'answers', type: 'question', headers: {} })),
    )
    expect(await lab.ask('work')).toMatchObject({ messagesReady: 0, consumers: 0 })
  })
  expect(events.filter((event) => event.type === 'lab.take').map(({ queue, properties }) => [queue, properties.correlationId])).toEqual([
    ['work', 'a'],
    ['work', 'b'],
    ['work', 'c'],
  ])
})

const tellingOfACut = `
  import amqp from 'amqplib'
  const connection = await amqp.connect(process.env.AMQP_URL)
  connection.on('error', () => {})
  connection.on('close', () => console.log('cut'))
  const channel = await connection.createChannel()
  await channel.consume('work', (message) => channel.ack(message))
  console.log('consumes')`

test('who is killed while a frame is held never sees the connection cut, however long the kill takes', async () => {
  const killsLate = (process: Process): Process => ({ ...process, kill: (signal) => elapsed(300).then(() => process.kill(signal)) })
  const engine: Engine = {
    ...parts.engine,
    open: async (plan, signal) => {
      const workspace = await parts.engine.open(plan, signal)
      return { ...workspace, spawn: async (...given) => killsLate(await workspace.spawn(...given)) }
    },
  }
  const scenario = async (lab: Lab<Wire>) => {
    await lab.publish({ routingKey: 'work', json: {} })
    const ack = lab.hold('consumer', 'its ack', (event) => event.type === 'basic.ack')
    await lab.start('consumer')
    await ack.reached
    await lab.kill('consumer')
  }
  const events = await play(tellingOfACut, scenario, {}, engine)
  expect(events.find((event) => event.type === 'process.exit')).toMatchObject({ signal: 'SIGKILL', by: 'lab', outputTail: 'consumes\r\n' })
  expect(events.find((event) => event.type === 'lab.release')).toMatchObject({ dropped: true })
})

test('all that a queue holds can be taken when no program runs any more', async () => {
  const events = await play(asking, async (lab) => {
    await lab.start('consumer')
    await lab.until('three messages', (wire) => wire.publishes.length === 3)
    await lab.kill('consumer')
    expect((await lab.takeAll('work')).map(({ properties }) => properties.correlationId)).toEqual(['a', 'b', 'c'])
    expect(await lab.takeAll('work')).toEqual([])
    expect(await lab.takeAll('no such queue')).toEqual([])
  })
  expect(events.filter((event) => event.type === 'lab.take')).toHaveLength(3)
})

test('a broker of the exercise’s own is stopped and started; the lab goes on with what is durable', async () => {
  const restart = async (lab: Lab<Wire>) => {
    await lab.publish({ routingKey: 'work', json: { kept: true }, properties: { deliveryMode: 2 } })
    await lab.publish({ routingKey: 'work', json: { kept: false } })
    await lab.setConsumerTimeout(60_000)
    await lab.stopBroker()
    await lab.start('consumer')
    await lab.until('its end: nobody answers', (wire) => wire.all('process.exit').length > 0)
    await lab.startBroker()
    await lab.declareQueue('done')
    await lab.start('consumer')
    await lab.until('an answer', (wire) => wire.settlements.length > 0)
    await lab.stop('consumer')
    expect(await lab.ask('work')).toMatchObject({ messagesReady: 0 })
    expect(await lab.takeAll('done')).toHaveLength(1)
  }
  const types = (await play(answering, restart, { ownBroker: {} })).map(({ type }) => type)
  expect(types).toContain('lab.consumer-timeout')
  expect(types.indexOf('process.exit')).toBeGreaterThan(types.indexOf('lab.broker-stop'))
  expect(types.indexOf('process.exit')).toBeLessThan(types.indexOf('lab.broker-start'))
})

test('a broker that is shared is neither stopped nor set', async () => {
  await expect(play(answering, (lab) => lab.setConsumerTimeout(1000))).rejects.toThrow(/shares its broker/)
  await expect(play(answering, (lab) => lab.stopBroker())).rejects.toThrow(/shares its broker/)
})

test('too few to take is an absence, proved by a deadline', async () => {
  const events = await play(asking, async (lab) => {
    await lab.start('consumer')
    expect(await lab.take('work', 4, { quietMs: 500 })).toHaveLength(3)
  })
  expect(events.filter((event) => event.type === 'lab.deadline')).toMatchObject([{ what: '4 messages in work' }])
})

test('what arrives in a queue the lab takes from is recorded with its properties, x-death too', async () => {
  const refusing = answering.replace("'work'", "'refusing'").replace(/channel\.sendToQueue.+\n.+/, 'channel.reject(message, false)')
  const events = await play(refusing, async (lab) => {
    await lab.declareQueue('parked')
    await lab.declareQueue('refusing', { arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'parked' } })
    await lab.takeFrom('parked')
    await lab.publish({ routingKey: 'refusing', json: { a: 1 }, properties: { messageId: 'm', headers: { from: ['lab', 2] } } })
    await lab.start('consumer')
    await lab.until('the dead letter', (wire) => wire.all('lab.take').length > 0)
  })
  const taken = events.find(({ type }) => type === 'lab.take')
  expect(taken).toMatchObject({ queue: 'parked', routingKey: 'parked', properties: { messageId: 'm', headers: { from: ['lab', 2] } } })
  expect(taken?.type === 'lab.take' ? deathsOf(taken.properties) : undefined).toEqual([{ reason: 'rejected', queue: 'refusing', count: 1 }])
  expect(taken && Event.parse(taken)).toEqual(taken)
})

// Which broker a stage stands on, and what its Recordings say of it.
import { connect } from 'amqplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Exercise } from '@ackademy/contract/exercise.ts'
import { readConfig } from '../config.ts'
import type { Engine } from '../engines/engine.ts'
import { LabError } from '../errors.ts'
import { openParts, type LabParts } from '../parts.ts'
import { amqpUrl } from '../services/rabbitmq.ts'
import { runCheck } from './run-check.ts'
import { Stage } from './stage.ts'

describe('a stage', { timeout: 30_000 }, () => {
  let parts: LabParts
  beforeAll(async () => {
    parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
  })
  afterAll(() => parts[Symbol.asyncDispose]())

  const open = async (ownBroker: Exercise['ownBroker'], images?: Record<string, string>) => {
    const loaded = await parts.exercises.load('simple-consumer')
    const exercise = { ...loaded.exercise, ownBroker }
    return Stage.open({ ...parts, ...(images && { images }), loaded: { ...loaded, exercise }, files: {}, signal: new AbortController().signal })
  }

  test('shares its broker with others', async () => {
    await using first = await open(undefined)
    await using second = await open(undefined)
    expect(first.virtualHost.endpoint).toEqual(second.virtualHost.endpoint)
    expect(first.ownBroker).toBeUndefined()
    expect(first.recorder.header.images).toBeUndefined()
  })

  test('has a broker of its own where the exercise stops or configures it, until it ends', async () => {
    await using shared = await open(undefined)
    const stage = await open({ consumerTimeout: 60_000 })
    expect(stage.virtualHost.endpoint).not.toEqual(shared.virtualHost.endpoint)
    const url = amqpUrl(stage.virtualHost, stage.virtualHost.endpoint)
    await stage.ownBroker?.stop()
    await expect(connect(url)).rejects.toThrow('ECONNREFUSED')
    await stage.ownBroker?.start()
    await (await connect(url)).close()
    expect(stage.recorder.header.services['rabbitmq']).toBe(stage.ownBroker?.version)
    await stage[Symbol.asyncDispose]()
    await expect(connect(url)).rejects.toThrow('ECONNREFUSED')
  })

  test('says in its Recordings which images were used', async () => {
    await using stage = await open(undefined, { node: 'ackademy/node:local sha256:1' })
    expect(stage.recorder.header.images).toEqual({ node: 'ackademy/node:local sha256:1' })
  })

  const given = async (open: Engine['open']) => ({
    ...parts,
    engine: { ...parts.engine, open },
    loaded: await parts.exercises.load('simple-consumer'),
    files: await parts.exercises.solution('simple-consumer'),
    signal: new AbortController().signal,
  })

  test('declares while its workspace opens, and starts its programs then', async () => {
    const { promise: asked, resolve: go } = Promise.withResolvers<undefined>()
    await using stage = await Stage.open(await given((plan, signal) => asked.then(() => parts.engine.open(plan, signal))))
    await stage.connection.channel.assertQueue('submissions')
    const starting = stage.start('consumer')
    go(undefined)
    expect(await starting).toBeDefined()
  })

  test('tells of a workspace that could not be opened, as the check’s error', async () => {
    const none = new LabError('engine-failed', 'No room for a workspace.', 'Wait.')
    await expect(runCheck(await given(() => Promise.reject(none)))).rejects.toThrow('No room for a workspace.')
  })
})

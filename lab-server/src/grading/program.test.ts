import { expect, test } from 'vitest'
import type { ProcessEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { Exit, Limit } from '../engines/engine.ts'
import { follow } from './program.ts'

/** A program that meets these limits and then ends so. */
async function followed(limits: readonly Limit[], exit: Exit) {
  const exited = Promise.withResolvers<Exit>()
  const events: Unnumbered<ProcessEvent>[] = []
  let shown = ''
  const running = follow(
    'consumer',
    1,
    {
      onOutput: () => undefined,
      onLimit: (listen) => limits.forEach(listen),
      exited: exited.promise,
      write: () => undefined,
      resize: () => undefined,
      kill: async () => undefined,
    },
    { record: (event) => events.push(event), output: (text) => (shown += text), drained: async () => undefined },
  )
  exited.resolve(exit)
  await running.ended
  return { events, shown }
}

test('a program the system killed for memory was ended by a limit, in the Recording and in words', async () => {
  const { events, shown } = await followed([{ limit: 'memory', allowed: 512 * 1024 ** 2 }], { code: null, signal: 'SIGKILL' })
  expect(events).toMatchObject([
    { type: 'process.limit', limit: 'memory', allowed: 536_870_912 },
    { type: 'process.exit', by: 'limit' },
  ])
  expect(shown).toContain('more than 512 MiB of memory')
})

test('a program that outlived what it started, and one that was refused processes, ended by themselves', async () => {
  const outlived = await followed([{ limit: 'memory', allowed: 1 }], { code: 0, signal: null })
  expect(outlived.events.at(-1)).toMatchObject({ by: 'itself', code: 0 })
  const refused = await followed([{ limit: 'processes', allowed: 128 }], { code: null, signal: 'SIGKILL' })
  expect(refused.events.at(-1)).toMatchObject({ by: 'itself' })
  expect(refused.shown).toContain('128 are allowed')
})

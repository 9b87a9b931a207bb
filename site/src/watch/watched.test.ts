import { expect, test, vi } from 'vitest'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import type { Event } from '@ackademy/contract/recording.ts'
import { watched } from './watched.ts'

const golden = path.resolve(import.meta.dirname, '../../../exercises/simple-consumer/recordings/never-acks.jsonl')
const { header, events } = fromJsonl(await readFile(golden, 'utf8'))

/** A watch that is played by hand. */
function played() {
  const asked: number[] = []
  const timers: { ms: number; act: () => void }[] = []
  let body: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  let status = 200
  const store = watched({
    get: (after) => {
      asked.push(after)
      return Promise.resolve({
        ok: status === 200,
        status,
        body: new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (controller) => void (body = controller) }),
      })
    },
    later: (ms, act) => {
      timers.push({ ms, act })
      return () => undefined
    },
    now: () => 0,
  })
  const say = (text: string) => body?.enqueue(new TextEncoder().encode(text))
  const sayLines = (...lines: unknown[]) => say(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return { store, asked, timers, say, sayLines, end: () => body?.close(), answer: (next: number) => (status = next) }
}
const known = (events: readonly Event[]) => events.map(({ seq }) => seq)

test('events are taken as they come, however the bytes are cut', async () => {
  const { store, say } = played()
  const text = [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join('')
  for (let at = 0; at < text.length; at += 997) say(text.slice(at, at + 997))
  await vi.waitFor(() => expect(known(store.get().events)).toEqual(known(events)))
  expect(store.get()).toMatchObject({ state: 'watching', header })
})

test('mistakes are named once the rules have looked', async () => {
  const { store, sayLines, timers } = played()
  sayLines(header, ...events)
  await vi.waitFor(() => expect(timers).toMatchObject([{ ms: 250 }]))
  timers[0]?.act()
  expect(store.get().mistakes.map(({ mistake }) => mistake)).toEqual(['never-acks'])
})

test('a connection that breaks is made again, and goes on after what came', async () => {
  const { store, sayLines, timers, asked, end } = played()
  sayLines(header, ...events.slice(0, 3))
  await vi.waitFor(() => expect(store.get().events).toHaveLength(3))
  end()
  await vi.waitFor(() => expect(store.get().state).toBe('lost'))
  timers.find(({ ms }) => ms === 2000)?.act()
  await vi.waitFor(() => expect(asked).toEqual([0, 3]))
  sayLines(header, ...events.slice(3))
  await vi.waitFor(() => expect(known(store.get().events)).toEqual(known(events)))
})

test('a watch that has ended is asked no more', async () => {
  const { store, timers, asked, end, answer } = played()
  answer(403)
  end()
  await vi.waitFor(() => expect(store.get().state).toBe('lost'))
  timers.find(({ ms }) => ms === 2000)?.act()
  await vi.waitFor(() => expect(store.get().state).toBe('ended'))
  expect([asked.length, timers.length]).toEqual([2, 1])
})

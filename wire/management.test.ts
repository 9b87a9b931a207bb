import { expect, test } from 'vitest'
import type { Unnumbered } from '@ackademy/contract/recording.ts'
import { Script } from './events.fixture.ts'
import { removalBy } from './management.ts'

const body = (json: unknown) => {
  const text = json === undefined ? '' : JSON.stringify(json)
  return { size: text.length, sha256: '', base64: btoa(text) }
}

function asked(method: string, path: string, given: { json?: unknown; status?: number; told?: unknown } = {}) {
  const on = { source: 'http', program: 'look', request: 1 } as const
  const events: Unnumbered[] = [
    { ...on, type: 'http.request', method, path, body: body(given.json) },
    { ...on, type: 'http.response', status: given.status ?? 204, body: body(given.told) },
  ]
  const script = new Script()
  for (const event of events) script.say(event)
  const { wire } = script
  const response = wire.last('http.response')
  return response && removalBy(response, wire)
}

test('a purge, a deleted queue and a get that gives nothing back take messages away', () => {
  expect(asked('DELETE', '/api/queues/%2F/a%20b/contents')).toMatchObject({ by: 'purge', queue: 'a b' })
  expect(asked('DELETE', '/api/queues/%2F/a?if-empty=true')).toMatchObject({ by: 'delete', queue: 'a' })
  const json = { count: 5, ackmode: 'ack_requeue_false', encoding: 'auto' }
  expect(asked('POST', '/api/queues/v/a/get', { json, status: 200, told: [{}, {}] })).toMatchObject({ by: 'get', queue: 'a', count: 2 })
})

test('what only looks, was refused, or is about something else does not', () => {
  expect(asked('GET', '/api/queues/%2F/a', { status: 200 })).toBeUndefined()
  expect(asked('DELETE', '/api/queues/%2F/a/contents', { status: 404 })).toBeUndefined()
  expect(asked('DELETE', '/api/connections/a')).toBeUndefined()
  const json = { count: 1, ackmode: 'ack_requeue_true', encoding: 'auto' }
  expect(asked('POST', '/api/queues/v/a/get', { json, status: 200, told: [{}] })).toBeUndefined()
  expect(asked('DELETE', '/api/queues/%2F/%E0%A4%A/contents')).toBeUndefined()
})

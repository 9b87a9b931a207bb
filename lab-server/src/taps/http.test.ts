import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { HttpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { openHttpTap, type HttpTap } from './http.ts'

const ACCOUNT = { user: 'learner', password: 'se:cret' }
const authorization = `Basic ${Buffer.from('learner:se:cret').toString('base64')}`

interface Asked {
  readonly request: IncomingMessage
  readonly body: Buffer
}
const asked: Asked[] = []
const answer = Buffer.from([0, 255, 10, 13])
const service = createServer((request, response) => {
  void buffer(request).then((body) => {
    asked.push({ request, body })
    response.writeHead(201, { 'content-type': 'application/octet-stream', 'set-cookie': 'a=b' }).end(answer)
  })
})
let events: Unnumbered<HttpEvent>[] = []
let tap: HttpTap
let address: string
const open = async (upstream: URL) => {
  let requests = 0
  return openHttpTap({ program: 'look', upstream, account: ACCOUNT, record: (event) => events.push(event), nextRequest: () => ++requests })
}
beforeAll(async () => {
  await once(service.listen(0, '127.0.0.1'), 'listening')
  const at = service.address()
  tap = await open(new URL(`http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`))
  address = `http://127.0.0.1:${tap.listener.port}`
})
afterEach(() => {
  events = []
  asked.length = 0
})
afterAll(async () => {
  await tap[Symbol.asyncDispose]()
  service.close()
  service.closeAllConnections()
})

test('passes a question and its answer on unchanged, and records both without a word of who asked', async () => {
  const body = Buffer.from([1, 2, 3, 0, 255])
  const headers = { authorization, 'content-type': 'x/y', 'x-reason': 'because', cookie: 'm=guest' }
  const told = await fetch(`${address}/api/a%2Fb?columns=name`, { method: 'POST', headers, body })
  expect([told.status, told.headers.get('content-type'), told.headers.get('set-cookie')]).toEqual([201, 'application/octet-stream', null])
  expect(Buffer.from(await told.arrayBuffer())).toEqual(answer)
  const [only] = asked
  expect([only?.request.method, only?.request.url, only?.body]).toEqual(['POST', '/api/a%2Fb?columns=name', body])
  expect(only?.request.headers).toMatchObject({ authorization, 'content-type': 'x/y', 'x-reason': 'because' })
  expect(only?.request.headers).not.toHaveProperty('cookie')
  expect(events).toMatchObject([
    { source: 'http', program: 'look', request: 1, type: 'http.request', method: 'POST', path: '/api/a%2Fb?columns=name' },
    { source: 'http', program: 'look', request: 1, type: 'http.response', status: 201 },
  ])
  expect(events.map(({ body: kept }) => kept.base64)).toEqual([body.toString('base64'), answer.toString('base64')])
  expect(JSON.stringify(events)).not.toContain(authorization.slice(6))
})

const guest = `Basic ${Buffer.from('guest:guest').toString('base64')}`
const refused: [why: string, path: string, headers: Record<string, string>, status: number][] = [
  ['nobody', '/api/overview', {}, 401],
  ['another account, which the service might let in from this machine', '/api/overview', { authorization: guest }, 401],
  ['an account in the query', '/api/definitions?auth=Z3Vlc3Q6Z3Vlc3Q', { authorization }, 403],
  ['a page of another origin', '/api/overview', { authorization, origin: 'http://evil.example' }, 403],
]
test.each(refused)('refuses %s, and the service is not asked', async (_, path, headers, status) => {
  expect((await fetch(address + path, { headers })).status).toBe(status)
  expect(asked).toEqual([])
  expect(events).toMatchObject([
    { type: 'http.request', path },
    { type: 'http.response', status },
  ])
})

test('lets the service’s own page ask', async () => {
  expect((await fetch(`${address}/api/overview`, { headers: { authorization, origin: address } })).status).toBe(201)
})

test('says that the service does not answer', async () => {
  await using lost = await open(new URL('http://127.0.0.1:1'))
  const told = await fetch(`http://127.0.0.1:${lost.listener.port}/api/overview`, { headers: { authorization } })
  expect([told.status, await told.json()]).toMatchObject([502, { reason: expect.stringContaining('does not answer') as unknown }])
})

test('is idle once each question has its answer', async () => {
  await tap.idle()
  const telling = fetch(`${address}/api/overview`, { headers: { authorization } })
  while (events.length === 0) await new Promise(setImmediate)
  await tap.idle()
  expect(events.map(({ type }) => type)).toEqual(['http.request', 'http.response'])
  await telling
})

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LabError } from '../errors.ts'
import { cookieName } from './guard.ts'
import { startHttp } from './server.ts'
import { openTrial, script, token, type Trial } from './trial.ts'

const routes = () =>
  express
    .Router()
    .get('/known', () => {
      throw new LabError('exercise-unknown', 'There is no exercise “x”.', 'Choose another.')
    })
    .get('/broken', () => {
      throw new Error('a secret detail')
    })
    .post('/echo', (request, response) => void response.json(request.body))

let trial: Trial
beforeAll(async () => {
  trial = await openTrial({ routes: routes(), limits: { headersMs: 400, requestMs: 800 } })
})
afterAll(() => trial[Symbol.asyncDispose]())

describe('the site', () => {
  test('is sent compressed as the browser can take it', async () => {
    const plain = await trial.request('/')
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.headers['content-type']).toBe('text/html; charset=utf-8')
    const br = await trial.request('/', { ...trial.own, 'Accept-Encoding': 'gzip, deflate, br' })
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.body)).toEqual(plain.body)
    expect(br.body.length).toBeLessThan(plain.body.length / 5)
    const gzip = await trial.request('/', { ...trial.own, 'Accept-Encoding': 'gzip, br;q=0' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.body)).toEqual(plain.body)
    expect(gzip.headers.vary).toBe('Accept-Encoding')
  })

  test('is asked for again each time, but for the files named by their hash', async () => {
    const page = await trial.request('/')
    expect(page.headers['cache-control']).toBe('no-cache')
    const again = await trial.request('/', { ...trial.own, 'If-None-Match': page.headers.etag ?? '' })
    expect([again.status, again.body.length]).toEqual([304, 0])
    const asset = await trial.request('/_astro/a.js')
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(asset.headers['content-type']).toContain('javascript')
  })

  test('is told that a lab stands behind it', async () => {
    const told = await trial.request('/lab.json')
    expect([told.status, JSON.parse(told.body.toString())]).toEqual([200, { lab: true }])
  })

  test('has its pages with and without the slash, and a page for what is not there', async () => {
    expect((await trial.request('/lessons/queues/')).body.toString()).toContain('Queues')
    const short = await trial.request('/lessons/queues')
    expect([short.status, short.headers.location]).toEqual([308, '/lessons/queues/'])
    const nothing = await trial.request('/nothing')
    expect([nothing.status, nothing.body.toString()]).toEqual([404, '<!doctype html><p>Nothing here</p>'])
    const head = await trial.request('/', trial.own, { method: 'HEAD' })
    expect([head.status, head.body.length]).toEqual([200, 0])
  })

  test.each([
    '/../../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/..\\..\\package.json',
    '/.stamp',
    '/%00',
    '/%E0%A4%A',
    '/__proto__',
    '/index.html.br',
  ])('holds no file at %s', async (target) => {
    expect((await trial.request(target)).status).toBe(404)
  })

  test('must be built', async () => {
    const given = {
      port: 0,
      siteFolder: '/nowhere',
      tokens: { current: token, admits: () => false },
      onSocket: () => undefined,
      log: () => undefined,
    }
    await expect(startHttp(given)).rejects.toMatchObject({ code: 'config', advice: '`npm start` builds it.' })
  })
})

describe('every answer', () => {
  test('bears the policy, in which the page’s own script is named by its hash', async () => {
    const { headers } = await trial.request('/')
    const hash = createHash('sha256').update(script).digest('base64')
    expect(headers['content-security-policy']).toContain(`'wasm-unsafe-eval' 'sha256-${hash}';`)
  })

  test.each(['/', '/nothing', '/api/known', '/?token=wrong'])('at %s tells the browser to be strict, and not what serves it', async (target) => {
    const { headers } = await trial.request(target)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe-inline/)
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('the door', () => {
  test('opens at the printed address, and then by the cookie', async () => {
    const { http } = trial
    const host = { Host: `127.0.0.1:${http.port}` }
    const entry = await trial.request(new URL(http.entry).pathname + new URL(http.entry).search, host)
    expect([entry.status, entry.headers.location, entry.headers['cache-control']]).toEqual([303, '/', 'no-store'])
    const [cookie = ''] = entry.headers['set-cookie'] ?? []
    expect(cookie).toBe(`${cookieName(http.port)}=${token}; Path=/; HttpOnly; SameSite=Strict`)
    expect((await trial.request('/', { ...host, Cookie: cookie.split(';')[0] ?? '' })).status).toBe(200)
  })

  test('leads on by a page when a link elsewhere led to it, since a redirect would arrive without the cookie', async () => {
    const headers = { Host: trial.own['Host'] ?? '', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }
    const entry = await trial.request(`/?token=${token}&a="><script>`, headers)
    expect(entry.status).toBe(200)
    expect(entry.headers['set-cookie']).toHaveLength(1)
    expect(entry.body.toString()).toContain('content="0;url=/?a=%22%3E%3Cscript%3E"')
  })

  test('says in words how to come in, to people and to programs', async () => {
    const { Host } = trial.own
    const page = await trial.request('/', { Host: Host ?? '', Accept: 'text/html' })
    expect(page.status).toBe(403)
    expect(page.body.toString()).toContain('Open the address that <code>npm start</code> printed')
    const call = await trial.request('/api/known', { Host: Host ?? '' })
    expect(call.status).toBe(403)
    expect(JSON.parse(call.body.toString())).toEqual({
      code: 'refused',
      message: 'The token is missing or of a start long past.',
      advice: expect.stringContaining('Open the address that `npm start` printed') as string,
    })
  })

  test('renews the cookie of an earlier start', async () => {
    await using restarted = await openTrial({ tokens: { current: 'next', admits: (shown) => shown === token || shown === 'next' } })
    const page = await restarted.request('/')
    expect(page.status).toBe(200)
    expect(page.headers['set-cookie']).toEqual([`${cookieName(restarted.http.port)}=next; Path=/; HttpOnly; SameSite=Strict`])
  })

  test.each([
    ['a rebound name', { Host: 'evil.example' }],
    ['a foreign page', { Origin: 'http://evil.example' }],
    ['no page’s frame', { Origin: 'null' }],
    ['a wrong cookie', { Cookie: 'ackademy=wrong' }],
  ])('stays shut for %s', async (_, headers) => {
    expect((await trial.request('/', { ...trial.own, ...headers })).status).toBe(403)
    expect((await trial.request('/api/echo', { ...trial.own, ...headers }, { method: 'POST', body: '{}' })).status).toBe(403)
  })

  test('stays shut for a header that comes twice', async () => {
    const { port } = trial.http
    const socket = connect(port, '127.0.0.1')
    const { Host, Cookie } = trial.own
    socket.end(`GET / HTTP/1.1\r\nHost: ${Host ?? ''}\r\nHost: evil.example\r\nCookie: ${Cookie ?? ''}\r\nConnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /)
  })
})

describe('what goes wrong', () => {
  test('is told with a code and advice', async () => {
    const known = await trial.request('/api/known')
    expect([known.status, JSON.parse(known.body.toString())]).toEqual([
      404,
      { code: 'exercise-unknown', message: 'There is no exercise “x”.', advice: 'Choose another.' },
    ])
  })

  test('on our side is logged once, and is a 500', async () => {
    const before = trial.log.length
    expect((await trial.request('/api/broken')).status).toBe(500)
    expect(trial.log.slice(before)).toEqual([expect.stringContaining('GET /api/broken: Error: a secret detail')])
  })

  test.each([
    ['too much', JSON.stringify('x'.repeat(1024 * 1024)), {}, 413],
    ['no JSON', '{', {}, 400],
    ['compressed', 'x', { 'Content-Encoding': 'gzip' }, 415],
  ])('with a body that is %s is the sender’s fault', async (_, body, headers, status) => {
    const sent = { ...trial.own, 'Content-Type': 'application/json', 'Content-Length': String(body.length), ...headers }
    const answer = await trial.request('/api/echo', sent, { method: 'POST', body })
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([status, { code: 'message-refused' }])
    expect(trial.log.some((line) => line.includes('/echo'))).toBe(false)
  })

  test('with an address under /api that is none is a 404 in JSON', async () => {
    const answer = await trial.request('/api/nothing')
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8'])
  })
})

describe('a slow or swollen request', () => {
  test('whose headers never end is cut off', async () => {
    const socket = connect(trial.http.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: ')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('whose body never ends is cut off', async () => {
    const socket = connect(trial.http.port, '127.0.0.1')
    const headers = Object.entries({ ...trial.own, 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' })
    socket.write(`POST /api/echo HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n1\r\n[\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('with 20 kB of headers is refused', async () => {
    expect((await trial.request('/', { ...trial.own, 'X-Long': 'x'.repeat(20_000) })).status).toBe(431)
  })
})

describe('the port', () => {
  test('that was asked for and is taken is an error in words', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      await expect(openTrial({ port })).rejects.toMatchObject({ code: 'config', message: `Port ${port} is taken by another program.` })
    } finally {
      other.close()
    }
  })

  test('that nobody asked for is the next free one', async () => {
    await using first = await openTrial({ port: undefined })
    await using second = await openTrial({ port: undefined })
    expect(first.http.port).toBeGreaterThanOrEqual(4321)
    expect(second.http.port).toBeGreaterThan(first.http.port)
    expect(second.http.entry).toBe(`http://127.0.0.1:${second.http.port}/?token=${token}`)
  })
})

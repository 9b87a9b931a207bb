import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { cookieName } from './guard.ts'
import { openTrial, token, type Trial } from './trial.ts'

let trial: Trial
beforeAll(async () => {
  trial = await openTrial()
})
afterAll(() => trial[Symbol.asyncDispose]())

/** The status an upgrade was answered with. */
const refusal = async (socket: WebSocket): Promise<number | undefined> => {
  socket.on('error', () => undefined)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  socket.terminate()
  return response.statusCode
}
const closed = async (socket: WebSocket): Promise<number> => {
  // A server that closes while we still send may be seen as a broken pipe first.
  socket.on('error', () => undefined)
  return await new Promise((resolve) => socket.once('close', resolve))
}

describe('an upgrade', () => {
  test('from the lab’s own page is accepted', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    socket.send('hello')
    const [bytes] = (await once(socket, 'message')) as [Buffer]
    expect(bytes.toString()).toBe('hello')
    socket.close()
    expect(await closed(socket)).toBe(1005)
  })

  test.each([
    ['a foreign Origin', { Origin: 'http://evil.example' }],
    ['the Origin of a name that looks like ours', { Origin: 'https://lab.example.evil' }],
    ['the Origin null', { Origin: 'null' }],
    ['a rebound Host', { Host: 'evil.example:4321' }],
    ['a rebound Host and its Origin', { Host: 'evil.example', Origin: 'http://evil.example' }],
    ['a wrong token', { Cookie: 'ackademy=wrong' }],
    ['another port’s page of this machine', { 'Sec-Fetch-Site': 'same-site' }],
  ])('with %s is refused', async (_, headers) => {
    expect(await refusal(trial.dial({ ...trial.own, ...headers }))).toBe(403)
  })

  test.each(['Origin', 'Cookie'])('without %s is refused', async (missing) => {
    const headers = Object.fromEntries(Object.entries(trial.own).filter(([name]) => name !== missing))
    expect(await refusal(trial.dial(headers))).toBe(403)
  })

  test('elsewhere than at /session leads nowhere', async () => {
    expect(await refusal(trial.dial(trial.own, '/other'))).toBe(404)
  })

  test('by an earlier start’s cookie is accepted and takes the new one along', async () => {
    await using restarted = await openTrial({ tokens: { current: 'next', admits: (shown) => shown === token } })
    const socket = restarted.dial()
    const [[response]] = (await Promise.all([once(socket, 'upgrade'), once(socket, 'open')])) as [[IncomingMessage], unknown]
    expect(response.headers['set-cookie']).toEqual([`${cookieName(restarted.http.port)}=next; Path=/; HttpOnly; SameSite=Strict`])
    socket.terminate()
  })

  test('beyond the limit is refused, and there is room again when a page leaves', async () => {
    await using small = await openTrial({ limits: { sockets: 1 } })
    const first = small.dial()
    await once(first, 'open')
    expect(await refusal(small.dial())).toBe(503)
    first.close()
    await closed(first)
    const third = small.dial()
    await once(third, 'open')
    third.terminate()
  })
})

describe('a socket', () => {
  test('that announces a frame of 100 MB is closed with 1009 before it is read', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    socket.send('x'.repeat(100 * 1024 * 1024), () => undefined)
    expect(await closed(socket)).toBe(1009)
  })

  test('that sends more than 1 MiB in fragments is closed with 1009', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    for (let sent = 0; sent < 3; sent += 1) socket.send('x'.repeat(512 * 1024), { fin: false }, () => undefined)
    expect(await closed(socket)).toBe(1009)
  })

  test('that sends fragments for ever is closed with 1008', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    for (let sent = 0; sent < 2000; sent += 1) socket.send('', { fin: false }, () => undefined)
    expect(await closed(socket)).toBe(1008)
  })

  test('that sends bytes is closed with 1003', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    socket.send(Buffer.of(1))
    expect(await closed(socket)).toBe(1003)
  })

  test('that floods is closed with 1008, and what comes after is not heard', async () => {
    let heard = 0
    await using lab = await openTrial({ onSocket: (opened) => void opened.on('message', () => (heard += 1)) })
    const socket = lab.dial()
    await once(socket, 'open')
    for (let sent = 0; sent < 2000; sent += 1) socket.send('{}', () => undefined)
    expect(await closed(socket)).toBe(1008)
    expect(heard).toBeGreaterThanOrEqual(200)
    expect(heard).toBeLessThan(300)
    expect(lab.log).toEqual(['A page’s socket was closed: too many messages.'])
  })

  test('that floods with pings is dropped', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    for (let sent = 0; sent < 2000; sent += 1) socket.ping(undefined, undefined, () => undefined)
    expect(await closed(socket)).toBe(1006)
  })

  test('that compresses finds nobody who unpacks', async () => {
    const socket = trial.dial()
    await once(socket, 'open')
    expect(socket.extensions).toBe('')
    socket.terminate()
  })

  test('that breaks the protocol is closed, and the lab goes on', async () => {
    const socket = connect(trial.http.port, '127.0.0.1')
    const headers = {
      ...trial.own,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    socket.write(
      `GET /session HTTP/1.1\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    )
    await once(socket, 'data')
    socket.write(Buffer.from('ffffffffffff', 'hex'))
    socket.resume()
    await once(socket, 'close')
    expect((await trial.request('/')).status).toBe(200)
  })

  test('that does not answer a ping is dropped', async () => {
    await using lab = await openTrial({ limits: { pulseMs: 50 } })
    const deaf = lab.dial()
    await once(deaf, 'open')
    deaf.pause()
    const answering = lab.dial()
    await once(answering, 'open')
    // Two pings answered by one: by then the other's second has passed.
    for (let pings = 0; pings < 4; pings += 1) await once(answering, 'ping')
    deaf.resume()
    expect(await closed(deaf)).toBe(1006)
    expect(answering.readyState).toBe(answering.OPEN)
    answering.terminate()
  })

  test('is closed with 1012 when the lab closes', async () => {
    const lab = await openTrial()
    const socket = lab.dial()
    await once(socket, 'open')
    const code = closed(socket)
    await lab[Symbol.asyncDispose]()
    expect(await code).toBe(1012)
  })
})

// The way to RabbitMQ's management pages, as a browser takes it, before an HTTP server that stands for RabbitMQ and keeps what it was asked.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LabError } from '../errors.ts'
import { cookieName } from './guard.ts'
import { Hosts } from './hosts.ts'
import type { ManagementAccount } from './management-gui.ts'
import { managementRoute } from './management-route.ts'
import { openTrial } from './trial.ts'

interface Asked {
  readonly request: IncomingMessage
  readonly body: string
}

const standIn = async () => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ request, body })
      const html = request.url === '/'
      const page = html ? '<!DOCTYPE html><html><head><script src="js/main.js"></script></head></html>' : '{"rabbitmq_version":"3.10.8"}'
      const headers = { 'content-type': html ? 'text/html' : 'application/json', 'set-cookie': 'm=1', 'www-authenticate': 'Basic', etag: '"1"' }
      response.writeHead(request.url === '/api/missing' ? 404 : 200, { ...headers, 'content-security-policy': "script-src 'self'" }).end(page)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const account: ManagementAccount = {
    management: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    user: 'lab-1',
    password: 's:ecret',
  }
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  return { account, asked, close }
}

const opened = async () => {
  const rabbit = await standIn()
  const hosts = new Hosts()
  const accounts = new Map([
    ['simple-consumer', rabbit.account],
    ['fair-dispatch', { ...rabbit.account, user: 'lab-2' }],
  ])
  const account = async (slug: string) => {
    const found = accounts.get(slug)
    if (found === undefined) throw new LabError('exercise-unknown', `There is no exercise “<${slug}>”.`, 'Choose another.')
    return found
  }
  const trial = await openTrial({ hosts, routes: managementRoute({ hosts, account }) })
  onTestFinished(() => trial[Symbol.asyncDispose]())
  const { port } = trial.http
  /** Follows the lab's page as a browser does. */
  const enter = async (slug: string) => {
    const page = (await trial.request(`/api/management/${slug}`)).body.toString()
    const { host, search } = new URL(/url=([^"]*)"/.exec(page)?.[1] ?? '')
    const entry = await trial.request(`/${search}`, { Host: host, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' })
    const cookie = String(entry.headers['set-cookie']).split(';', 1)[0] ?? ''
    return { host, page, own: { Host: host, Cookie: cookie, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' } }
  }
  return { ...rabbit, hosts, accounts, trial, port, enter }
}

describe('RabbitMQ’s management pages', () => {
  test('are reached from the lab’s page, with the session’s account whatever the browser sends', async () => {
    const { enter, trial, asked, port } = await opened()
    const { host, page, own } = await enter('simple-consumer')
    expect(host).toBe(`simple-consumer.rabbitmq.localhost:${port}`)
    expect(page).toContain('Making a broker ready')
    const guest = { ...own, Authorization: `Basic ${btoa('guest:guest')}`, Referer: `http://${host}/` }
    const answer = await trial.request('/api/queues/lab%2F1/a?columns=name', guest, { method: 'PUT', body: '{"durable":true}' })
    expect([answer.status, answer.body.toString()]).toEqual([200, '{"rabbitmq_version":"3.10.8"}'])
    const [{ request, body } = expect.unreachable()] = asked
    expect([request.method, request.url, body]).toEqual(['PUT', '/api/queues/lab%2F1/a?columns=name', '{"durable":true}'])
    expect(request.headers.authorization).toBe(`Basic ${btoa('lab-1:s:ecret')}`)
    expect(Object.keys(request.headers)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(cookie|origin|referer)$/)]))
  })

  test('log in by themselves, and nothing that logs in is left in the browser', async () => {
    const { enter, trial } = await opened()
    const { own } = await enter('simple-consumer')
    const page = await trial.request('/', own)
    expect(page.body.toString()).toContain('<head><script src="/ackademy-login.client.js"></script><script src="js/main.js">')
    expect(Object.keys(page.headers)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(set-cookie|www-authenticate)$/)]))
    expect(page.headers).toMatchObject({ 'content-security-policy': "script-src 'self'", 'x-frame-options': 'DENY' })
    const script = await trial.request('/ackademy-login.client.js', own)
    expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8'])
  })

  test('hand on what RabbitMQ answers, and say so when it does not answer', async () => {
    const { enter, trial, close } = await opened()
    const { own } = await enter('simple-consumer')
    expect((await trial.request('/api/missing', own)).status).toBe(404)
    await close()
    const answer = await trial.request('/api/overview', own)
    expect([answer.status, answer.body.toString()]).toEqual([502, expect.stringContaining('Is the broker stopped?')])
  })

  test('are no way in without the token, from another page, with another session’s or the lab’s cookie', async () => {
    const { enter, trial, asked } = await opened()
    const { own } = await enter('simple-consumer')
    const other = await enter('fair-dispatch')
    const refused = [
      { Host: own.Host },
      { ...own, Cookie: other.own.Cookie },
      { ...own, Cookie: String(trial.own['Cookie']) },
      { ...own, Origin: `http://127.0.0.1:${trial.http.port}` },
      { ...own, Origin: other.own.Origin },
      { ...own, 'Sec-Fetch-Site': 'same-site' },
      { ...own, Host: `fair-dispatch.rabbitmq.localhost:${trial.http.port}` },
      { ...own, Host: `nothing.rabbitmq.localhost:${trial.http.port}` },
    ]
    for (const headers of refused) expect(await trial.request('/api/overview', headers)).toMatchObject({ status: 403 })
    // the lab’s probes are not open here, and the cookie opens nothing of the lab
    expect(await trial.request('/healthz', { Host: own.Host })).toMatchObject({ status: 403 })
    expect(await trial.request('/', { ...trial.own, Cookie: own.Cookie })).toMatchObject({ status: 403 })
    expect(asked).toEqual([])
  })

  test('end with the broker they show: the next way leads to the new one, the old cookie to none', async () => {
    const { enter, trial, accounts, account, asked } = await opened()
    const first = await enter('simple-consumer')
    expect((await enter('simple-consumer')).own.Cookie).toBe(first.own.Cookie)
    accounts.set('simple-consumer', { ...account, user: 'lab-3' })
    const next = await enter('simple-consumer')
    const refused = await trial.request('/api/overview', first.own)
    expect([refused.status, refused.body.toString()]).toEqual([403, expect.stringContaining('Open it again from the workbench')])
    expect(await trial.request('/api/overview', next.own)).toMatchObject({ status: 200 })
    expect(asked.at(-1)?.request.headers.authorization).toBe(`Basic ${btoa('lab-3:s:ecret')}`)
  })

  test('end with it too where the new one’s account is called the same: each broker of an exercise’s own counts its sessions from one', async () => {
    const { enter, trial, accounts, account } = await opened()
    const first = await enter('simple-consumer')
    const later = await standIn()
    accounts.set('simple-consumer', { ...later.account, user: account.user, password: 'another' })
    const next = await enter('simple-consumer')
    expect(await trial.request('/api/overview', first.own)).toMatchObject({ status: 403 })
    expect(await trial.request('/api/overview', next.own)).toMatchObject({ status: 200 })
    expect(later.asked.map(({ request }) => request.headers.authorization)).toEqual([`Basic ${btoa('lab-1:another')}`])
  })

  test('that cannot be had say why, with nothing of the request taken as HTML', async () => {
    const { trial } = await opened()
    const page = (await trial.request('/api/management/x%3Cy')).body.toString()
    expect(page).toContain('There is no exercise “&lt;x&lt;y>”.')
    expect(page).not.toContain('http-equiv="refresh"')
  })

  test('open no socket', async () => {
    const { enter, trial } = await opened()
    const { own } = await enter('simple-consumer')
    const socket = trial.dial(own)
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('403')
    expect(cookieName(trial.http.port)).toBe(own.Cookie.split('=', 1)[0])
  })
})

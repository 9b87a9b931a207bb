import { describe, expect, test } from 'vitest'
import { admit, LOOPBACK, type Door, type RequestFacts } from './guard.ts'

const door: Door = {
  port: 4321,
  tokens: { current: 'now', admits: (token) => token === 'now' || token === 'before' },
  names: LOOPBACK,
  open: new Set(['/healthz']),
}
const page: RequestFacts = {
  method: 'GET',
  target: '/lessons/',
  upgrade: false,
  host: '127.0.0.1:4321',
  origin: undefined,
  fetchSite: 'same-origin',
  fetchMode: 'navigate',
  cookie: 'theme=dark; ackademy-4321=now',
}
const post = { ...page, method: 'POST', origin: 'http://127.0.0.1:4321' }
const upgrade = { ...page, upgrade: true, origin: 'http://127.0.0.1:4321' }
const entry = { ...page, target: '/?token=now', cookie: undefined, fetchSite: 'none' }

describe('the guard', () => {
  test.each([
    ['a page', page],
    ['a page by the name localhost', { ...page, host: 'localhost:4321' }],
    ['a page by IPv6', { ...page, host: '[::1]:4321' }],
    ['a change from its own page', post],
    ['an upgrade from its own page', upgrade],
    ['an upgrade by the name localhost', { ...upgrade, host: 'localhost:4321', origin: 'http://localhost:4321' }],
    ['an address typed in', { ...page, fetchSite: 'none' }],
    ['a browser that sends no Sec-Fetch headers', { ...upgrade, fetchSite: undefined, fetchMode: undefined }],
    ['its cookie beside a planted one', { ...page, cookie: 'ackademy-4321=planted; ackademy-4321=now' }],
  ] satisfies [string, RequestFacts][])('lets in %s', (_, facts) => {
    expect(admit(facts, door)).toMatchObject({ kind: 'allowed', renew: false })
  })

  const evil = [
    'http://evil.example',
    'https://lab.example.evil',
    'null',
    '',
    'http://127.0.0.1:4322',
    'https://127.0.0.1:4321',
    'http://localhost:4321',
  ]
  test.each(evil.flatMap((origin) => [page, post, upgrade].map((facts) => [origin, facts] as const)))('refuses the Origin “%s”', (origin, facts) => {
    expect(admit({ ...facts, origin }, door)).toEqual({ kind: 'refused', why: 'The Origin is not this lab’s page.' })
  })

  test.each([post, upgrade, { ...post, method: 'DELETE' }])('refuses a change and an upgrade without Origin', (facts) => {
    expect(admit({ ...facts, origin: undefined }, door)).toEqual({ kind: 'refused', why: 'The Origin is not this lab’s page.' })
  })

  test.each([
    undefined,
    '',
    'evil.example:4321',
    '127.0.0.1',
    '127.0.0.1:4322',
    'localhost.evil.example:4321',
    '127.0.0.1:4321, evil',
    '0.0.0.0:4321',
    'a\0 sent twice',
  ])('refuses the Host “%s”', (host) => {
    for (const facts of [page, post, upgrade, entry]) {
      const origin = facts.origin && `http://${host ?? ''}`
      expect(admit({ ...facts, host, origin }, door)).toEqual({ kind: 'refused', why: 'The Host is not this lab’s address.' })
    }
  })

  test.each([undefined, '', 'ackademy-4321=', 'ackademy-4321=wrong', 'ackademy-4322=now', 'xackademy-4321=now', 'ackademy-4321=now2'])(
    'refuses the cookie “%s”',
    (cookie) => {
      for (const facts of [page, post, upgrade]) expect(admit({ ...facts, cookie }, door).kind).toBe('refused')
    },
  )

  test.each(['cross-site', 'same-site', 'a\0 sent twice'])('refuses what a %s page asks for, even with the cookie', (fetchSite) => {
    for (const facts of [page, post, upgrade])
      expect(admit({ ...facts, fetchSite }, door)).toEqual({ kind: 'refused', why: 'Another site’s page asked for it.' })
  })

  test('gives the cookie at the printed address and goes on without the token', () => {
    expect(admit(entry, door)).toEqual({ kind: 'entry', location: '/', crossSite: false })
    expect(admit({ ...entry, target: '/lessons/?a=1&token=now&b=2' }, door)).toEqual({
      kind: 'entry',
      location: '/lessons/?a=1&b=2',
      crossSite: false,
    })
  })

  test('lets a link elsewhere lead to the printed address, but no picture or script', () => {
    expect(admit({ ...entry, fetchSite: 'cross-site' }, door)).toMatchObject({ kind: 'entry', crossSite: true })
    expect(admit({ ...entry, fetchSite: 'cross-site', fetchMode: 'no-cors' }, door).kind).toBe('refused')
  })

  test.each(['/?token=', '/?token=wrong', '/?token=before', '/?token=now&token=now', '/?token=now&token=wrong', '/?token[]=now'])(
    'refuses the entry %s',
    (target) => {
      expect(admit({ ...entry, target }, door).kind).toBe('refused')
    },
  )

  test('takes no token from the address of a change or an upgrade', () => {
    for (const facts of [post, upgrade]) expect(admit({ ...facts, target: '/session?token=now', cookie: undefined }, door).kind).toBe('refused')
  })

  test.each(['//evil.example/?token=now', '/\\evil.example/?token=now', 'http://evil.example/?token=now', '/.//evil.example/?token=now', '*', ''])(
    'is led to no other place by the target %s',
    (target) => {
      expect(admit({ ...entry, target }, door).kind).toBe('refused')
    },
  )

  test('renews the cookie of an earlier start', () => {
    expect(admit({ ...page, cookie: 'ackademy-4321=before' }, door)).toMatchObject({ kind: 'allowed', renew: true })
  })

  test('lets everyone read what is open, and nobody change it', () => {
    const probe = { ...page, target: '/healthz', cookie: undefined, fetchSite: undefined }
    expect(admit(probe, door).kind).toBe('allowed')
    expect(admit({ ...probe, method: 'POST', origin: 'http://127.0.0.1:4321' }, door).kind).toBe('refused')
    expect(admit(probe, { ...door, open: new Set() }).kind).toBe('refused')
  })

  test('knows that browsers leave port 80 out', () => {
    const facts = { ...upgrade, host: 'localhost', origin: 'http://localhost', cookie: 'ackademy-80=now' }
    expect(admit(facts, { ...door, port: 80 }).kind).toBe('allowed')
  })
})

import type { ClientMessage } from '@ackademy/contract/protocol.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { createClock, type Clock } from './clock.fixture.ts'
import { connect, type Connection, type ConnectionState, type Socket } from './connection.ts'

interface FakeSocket extends Socket {
  readonly sent: string[]
  happens(type: 'open' | 'close' | 'message', data?: unknown): void
}

const socket = (): FakeSocket => {
  const listeners = new Map<string, (event: { data: unknown }) => void>()
  const sent: string[] = []
  return {
    sent,
    send: (text) => void sent.push(text),
    close: () => {},
    addEventListener: (type: string, listener: (event: { data: unknown }) => void) => void listeners.set(type, listener),
    happens: (type, data) => listeners.get(type)?.({ data }),
  }
}

const session = JSON.stringify({
  type: 'session',
  exercise: {
    slug: 'x',
    title: '',
    summary: '',
    services: ['rabbitmq'],
    programs: [{ name: 'c', entry: 'c.js' }],
    tasks: [{ id: 't', title: '', points: 1 }],
    timeLimit: 30,
  },
  engine: 'embedded',
  services: {},
  files: {},
  pristine: true,
  starter: {},
  programs: [],
  shell: { none: 'not here' },
  watch: false,
  findings: [],
  checking: false,
})

let clock: Clock
let sockets: FakeSocket[]
let states: ConnectionState[]
let heard: string[]
let unreadable: string[]
const open = (): Connection =>
  connect({
    open: () => {
      const opened = socket()
      sockets.push(opened)
      return opened
    },
    later: clock.later,
    onState: (state) => states.push(state),
    onMessage: (message) => heard.push(message.type),
    onUnreadable: (reason) => unreadable.push(reason),
  })
const last = (): FakeSocket => {
  const opened = sockets.at(-1)
  if (!opened) throw new Error('no socket was opened')
  return opened
}
const answers = () => {
  last().happens('open')
  last().happens('message', session)
}
const fails = async () => {
  last().happens('close')
  await Promise.resolve()
}

beforeEach(() => {
  clock = createClock()
  sockets = []
  states = []
  heard = []
  unreadable = []
})

describe('the connection', () => {
  it('is open once the session has come, not before', () => {
    open()
    last().happens('open')
    expect(states).toEqual([{ is: 'connecting' }])
    last().happens('message', session)
    expect(states.at(-1)).toEqual({ is: 'open' })
    expect(heard).toEqual(['session'])
  })
  it('is made again after a loss, and tells how long until then', async () => {
    open()
    answers()
    await fails()
    expect(states.at(-1)).toEqual({ is: 'reconnecting', seconds: 1 })
    clock.pass(250)
    expect(sockets).toHaveLength(2)
    answers()
    expect(states.at(-1)).toEqual({ is: 'open' })
  })
  it('tries for ever, never more than 3 s apart, and says after the third failure that nobody answers', async () => {
    open()
    answers()
    for (let failure = 1; failure <= 6; failure++) {
      await fails()
      expect(states.at(-1)?.is).toBe(failure < 3 ? 'reconnecting' : 'refused')
      clock.pass(3000)
      expect(sockets).toHaveLength(failure + 1)
    }
  })
  it('is given up as lost when the lab stays silent after a ping', () => {
    open()
    answers()
    clock.pass(15_000)
    expect(last().sent).toEqual(['{"type":"ping"}'])
    clock.pass(10_000)
    expect(states.at(-1)?.is).toBe('reconnecting')
  })
  it('stays when the ping is answered', () => {
    open()
    answers()
    clock.pass(15_000)
    last().happens('message', '{"type":"pong"}')
    clock.pass(10_000)
    expect(states.at(-1)).toEqual({ is: 'open' })
  })
  it('says whether a message could be sent', () => {
    const connection = open()
    const message: ClientMessage = { type: 'check' }
    expect(connection.send(message)).toBe(false)
    answers()
    expect(connection.send(message)).toBe(true)
    expect(last().sent).toEqual(['{"type":"check"}'])
  })
  it.each(['no JSON', '{"type":"from-the-future"}'])('tells of what it cannot read and goes on: %s', (text) => {
    open()
    answers()
    last().happens('message', text)
    expect(unreadable).toHaveLength(1)
    last().happens('message', '{"type":"pong"}')
    expect(heard).toEqual(['session', 'pong'])
  })
  it('does not come back once it was closed', async () => {
    const connection = open()
    answers()
    connection[Symbol.dispose]()
    await fails()
    clock.pass(10_000)
    expect(sockets).toHaveLength(1)
  })
})

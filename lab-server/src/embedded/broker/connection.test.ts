import { describe, expect, it } from 'vitest'
import { FRAME, frame, FrameReader, HEARTBEAT, PROTOCOL_HEADER } from '../../amqp/frames.ts'
import { decodeMethod, encodeMethod, type MethodArgs, type MethodName } from '../../amqp/methods.ts'
import { Broker } from './broker.ts'

/** A client without a socket, and what the broker asked of the transport. */
function client(broker: Broker) {
  const reader = new FrameReader()
  const seen: string[] = []
  const asked = { ended: false, expire: undefined as number | undefined, beat: 0 }
  const connection = broker.connect({
    ends: { host: 'here', port: 5672, peerHost: 'there', peerPort: 50_000 },
    congested: false,
    send(bytes) {
      for (const { type, payload } of reader.push(bytes)) seen.push(type === FRAME.method ? decodeMethod(payload).name : `type ${type}`)
    },
    hold: () => undefined,
    end: () => (asked.ended = true),
    expire: (milliseconds) => (asked.expire = milliseconds),
    beatEvery: (milliseconds) => (asked.beat = milliseconds),
  })
  const say = <N extends MethodName>(channel: number, name: N, args: Partial<MethodArgs<N>> = {}) =>
    frame(FRAME.method, channel, encodeMethod(name, args))
  const hello = [
    PROTOCOL_HEADER,
    say(0, 'connection.start-ok', { mechanism: 'PLAIN', response: Buffer.from('\0u\0p') }),
    say(0, 'connection.tune-ok', { channelMax: 10, frameMax: 4096, heartbeat: 20 }),
    say(0, 'connection.open', { virtualHost: 'v' }),
  ]
  return { connection, asked, seen, say, hello: Buffer.concat(hello) }
}

function broker(): Broker {
  const broker = new Broker({ ids: () => 'x' })
  broker.addVirtualHost('v')
  broker.addUser({ name: 'u', password: 'p', virtualHosts: ['v'] })
  return broker
}

describe('a connection', () => {
  it('shakes hands at whatever bytes its input is cut', () => {
    const { connection, seen, hello } = client(broker())
    for (const byte of hello) connection.receive(Buffer.from([byte]))
    expect(seen).toEqual(['connection.start', 'connection.tune', 'connection.open-ok'])
  })

  it('gives a client ten seconds for the handshake and asks for a beat every half of its heartbeat', () => {
    const { connection, asked, hello } = client(broker())
    expect(asked.expire).toBe(10_000)
    connection.receive(hello)
    expect(asked).toEqual({ ended: false, expire: undefined, beat: 10_000 })
  })

  it('beats when it has said nothing since the last one', () => {
    const { connection, seen, say, hello } = client(broker())
    connection.receive(hello)
    connection.beat()
    expect(seen.at(-1)).toBe('connection.open-ok')
    connection.beat()
    expect(seen.at(-1)).toBe('type 8')
    connection.receive(say(1, 'channel.open'))
    connection.beat()
    expect(seen.at(-1)).toBe('channel.open-ok')
  })

  it('takes a client for dead that says nothing for two heartbeats, and one that beats for alive', () => {
    const { connection, asked, hello } = client(broker())
    connection.receive(hello)
    for (let n = 0; n < 4; n++) connection.beat()
    connection.receive(HEARTBEAT)
    for (let n = 0; n < 4; n++) connection.beat()
    expect(asked.ended).toBe(false)
    connection.beat()
    expect(asked.ended).toBe(true)
  })

  it('closes over a method there is not, and does not wait for an answer', () => {
    const { connection, asked, seen, hello } = client(broker())
    connection.receive(hello)
    connection.receive(frame(FRAME.method, 0, Buffer.from([0, 60, 0, 250])))
    expect([seen.at(-1), asked.ended]).toEqual(['connection.close', true])
  })

  it('closes over a frame larger than was agreed', () => {
    const { connection, asked, seen, hello } = client(broker())
    connection.receive(hello)
    connection.receive(frame(FRAME.body, 1, Buffer.alloc(4096)))
    expect([seen.at(-1), asked.ended]).toEqual(['connection.close', true])
  })
})

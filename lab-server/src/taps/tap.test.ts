import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { streams } from './amqp-session.ts'
import { PROTOCOL_HEADER, ack, method, playedTap } from './played-tap.ts'
import { openTap } from './tap.ts'

describe('bytes', () => {
  test('are the same on both ends', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    for (let at = 0; at < streams.program.length; at += 37) program.say(streams.program.subarray(at, at + 37))
    await broker.got(streams.program.length)
    broker.say(streams.broker)
    await program.got(streams.broker.length)
    expect(broker.received).toEqual(streams.program)
    expect(program.received).toEqual(streams.broker)
    expect(played.told().slice(0, 3)).toEqual(['socket.open', 'connection.start-ok', 'connection.tune-ok'])
  })

  test('leave for the other end only when their event has its number', async () => {
    let arrived = () => 0
    const arrivedBefore: number[] = []
    await using played = await playedTap({ onRecord: () => arrivedBefore.push(arrived()) })
    const { program, broker } = await played.dial()
    arrived = () => broker.size + program.size
    program.say(PROTOCOL_HEADER)
    await broker.got(8)
    program.say(ack(1))
    await broker.got(8 + ack(1).length)
    broker.say(ack(1))
    await program.got(ack(1).length)
    expect(played.told()).toEqual(['socket.open', 'basic.ack 1', 'basic.ack 1'])
    expect(arrivedBefore).toEqual([0, 8, 8 + ack(1).length])
  })

  test('that are no AMQP pass both ways, and the Recording says so once a side', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    program.say(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    await broker.got(18)
    broker.say(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await program.got(28)
    program.say(Buffer.from('more'))
    await broker.got(22)
    expect(broker.received.toString()).toBe('GET / HTTP/1.1\r\n\r\nmore')
    expect(program.received.toString()).toBe('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect(played.events).toMatchObject([
      { type: 'socket.open' },
      { type: 'tap.undecodable', from: 'program' },
      { type: 'tap.undecodable', from: 'broker' },
    ])
  })

  test('come whole to a program that reads slowly, and the tap does not run ahead of it', async () => {
    const size = method('connection.blocked', { reason: 'x'.repeat(200) }).length
    const chunk = Buffer.concat(Array.from({ length: 300 }, () => method('connection.blocked', { reason: 'x'.repeat(200) })))
    const total = 800 * chunk.length
    let recorded = 0
    let lead = 0
    let read = () => 0
    await using played = await playedTap({
      onRecord: ({ type }) => {
        if (type === 'connection.blocked') recorded += size
        lead = Math.max(lead, recorded - read())
      },
    })
    const { program, broker } = await played.dial()
    read = () => program.size
    program.socket.on('data', () => {
      program.socket.pause()
      setImmediate(() => program.socket.resume())
    })
    const write = () => {
      let room = true
      while (room && broker.socket.bytesWritten < total) room = broker.socket.write(chunk)
    }
    broker.socket.on('drain', write)
    write()
    await program.got(total)
    expect([program.size, recorded]).toEqual([total, total])
    // What kernels keep for two sockets is a few MiB; without back-pressure it comes near all of the 50.
    expect(lead).toBeLessThan(total / 2)
  }, 30_000)
})

describe('an end', () => {
  test('of the program is passed on after its last bytes, half a frame included', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const bytes = Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2).subarray(0, 5)])
    program.socket.end(bytes)
    await broker.until(() => broker.ended)
    expect(broker.received).toEqual(bytes)
    expect(played.events).toMatchObject([{ type: 'socket.open' }, { type: 'basic.ack' }, { type: 'socket.end', by: 'program', afterClose: false }])
    expect(played.tap.open).toBe(0)
    broker.socket.end()
    await played.tap.idle()
  })

  test('of the broker is passed on after its last bytes', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    broker.socket.end(Buffer.concat([method('connection.close', { replyCode: 320 }), Buffer.of(1)]))
    await program.until(() => program.ended)
    expect(program.size).toBe(method('connection.close').length + 1)
    expect(played.events).toMatchObject([
      { type: 'socket.open' },
      { type: 'connection.close', from: 'broker', replyCode: 320 },
      { by: 'broker', afterClose: false },
    ])
    program.socket.end()
    await played.tap.idle()
  })

  test('after connection.close-ok is told from one without', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    program.say(PROTOCOL_HEADER, method('connection.close'))
    await broker.got(8)
    broker.say(method('connection.close-ok'))
    await program.got(1)
    program.socket.end()
    expect(await played.event(({ type }) => type === 'socket.end')).toMatchObject({ by: 'program', afterClose: true })
  })

  test('of a program that dies is told to the broker as connection.close, whose answer is awaited', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    program.say(PROTOCOL_HEADER, method('connection.open'))
    broker.say(method('connection.open-ok'))
    await played.event(({ type }) => type === 'connection.open-ok')
    program.say(ack(1))
    program.socket.resetAndDestroy()
    const passed = Buffer.concat([PROTOCOL_HEADER, method('connection.open'), ack(1)])
    const close = method('connection.close', { replyCode: 200, replyText: 'the program is gone' })
    await broker.got(passed.length + close.length)
    expect(broker.received).toEqual(Buffer.concat([passed, close]))
    expect(broker.ended, 'the broker may still be at work').toBe(false)
    broker.say(ack(2), method('connection.close-ok'))
    await broker.until(() => broker.ended)
    broker.socket.end()
    await played.tap.idle()
    expect(played.events.at(-1), 'what the tap says is no event of the program').toMatchObject({
      type: 'socket.end',
      by: 'program',
      afterClose: false,
    })
  })

  test('in the middle of a frame is an end for the broker too: no word can follow half a frame', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    program.say(PROTOCOL_HEADER)
    broker.say(method('connection.open-ok'))
    await program.got(1)
    program.socket.end(ack(1).subarray(0, 5))
    await broker.until(() => broker.ended)
    expect(broker.size).toBe(PROTOCOL_HEADER.length + 5)
  })

  test("of a program that is reset while the broker sends loses none of the program's bytes", async () => {
    await using played = await playedTap()
    const bytes = Buffer.concat([PROTOCOL_HEADER, ...Array.from({ length: 40 }, (_, tag) => ack(tag))])
    for (let time = 0; time < 20; time++) {
      const { program, broker } = await played.dial()
      const flood = () => {
        if (broker.socket.destroyed || broker.socket.writableEnded) return
        broker.socket.write(method('channel.open-ok'))
        setImmediate(flood)
      }
      flood()
      await program.got(1)
      program.socket.pause()
      await new Promise((resolve) => program.socket.write(bytes, resolve))
      program.socket.resetAndDestroy()
      await broker.until(() => broker.ended)
      expect(broker.received).toEqual(bytes)
      broker.socket.destroy()
      await played.tap.idle()
    }
  })

  test('by a reset from the broker is a reset for the program', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    broker.say(method('channel.open-ok'))
    await program.got(1)
    broker.socket.resetAndDestroy()
    await program.closed()
    expect(program.error).toMatchObject({ code: 'ECONNRESET' })
    expect(played.events.at(-1)).toMatchObject({ type: 'socket.end', by: 'broker' })
    await played.tap.idle()
  })

  test('that is not answered is an end all the same, once the other side had its time', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    program.socket.destroy()
    await broker.until(() => broker.ended)
    await played.tap.idle()
    expect(broker.socket.writableEnded).toBe(false)
  })

  test('of one connection leaves the others alone', async () => {
    await using played = await playedTap()
    const one = await played.dial()
    const two = await played.dial()
    expect(played.tap.open).toBe(2)
    one.program.socket.destroy()
    await one.broker.until(() => one.broker.ended)
    expect(played.tap.open).toBe(1)
    two.program.say(PROTOCOL_HEADER, ack(2))
    expect(await played.event(({ type }) => type === 'basic.ack')).toMatchObject({ connection: 2 })
  })
})

describe('the tap', () => {
  test('that cannot dial its broker says so, and closes the socket of the program', async () => {
    const gone = await playedTap()
    const { listener } = gone.tap
    await gone[Symbol.asyncDispose]()
    const errors: Error[] = []
    await using played = await playedTap({ upstream: listener, onUpstreamError: (error) => errors.push(error) })
    const socket = connect(played.tap.listener)
    socket.resume()
    await once(socket, 'close')
    await played.tap.idle()
    expect(errors).toMatchObject([{ code: 'ECONNREFUSED' }])
    expect(played.events).toMatchObject([{ type: 'socket.open' }, { type: 'socket.end', by: 'broker' }])
  })

  test('cuts both sides at once', async () => {
    await using played = await playedTap()
    const both = [await played.dial(), await played.dial()]
    played.tap.cut()
    await Promise.all(both.flatMap(({ program, broker }) => [program.left(), broker.left()]))
    await played.tap.idle()
    expect(played.events.slice(2)).toMatchObject([
      { type: 'socket.end', connection: 1, by: 'lab' },
      { type: 'socket.end', connection: 2, by: 'lab' },
    ])
  })

  test('that is closed records and holds nothing more and takes no one new, but open connections go on', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(({ type }) => type === 'basic.ack')
    program.say(PROTOCOL_HEADER, ack(1))
    await hold.reached
    await played.tap[Symbol.asyncDispose]()
    program.say(ack(2), Buffer.from('anything'))
    await broker.got(8 + 2 * ack(1).length + 8)
    expect(played.told()).toEqual(['socket.open', 'basic.ack 1'])
    const refused = connect(played.tap.listener)
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('is idle at once when nobody came', async () => {
    await using tap = await openTap({
      program: 'p',
      upstream: { host: '127.0.0.1', port: 1 },
      record: () => expect.unreachable(),
      nextConnection: () => 1,
    })
    await tap.idle()
    expect(tap.open).toBe(0)
  })

  test('tells a missed heartbeat by who is silent, once', async () => {
    let now = 0
    await using played = await playedTap({ now: () => now })
    const { program, broker } = await played.dial()
    program.say(PROTOCOL_HEADER, method('connection.tune-ok', { heartbeat: 30 }))
    await played.event(({ type }) => type === 'connection.tune-ok')
    now = 50_000
    broker.say(method('connection.open-ok'))
    await program.got(1)
    now = 61_000
    expect(await played.event(({ type }) => type === 'heartbeat.missed')).toMatchObject({ from: 'program', silentSeconds: 61 })
    now = 120_000
    expect(await played.event((event) => event.type === 'heartbeat.missed' && event.from === 'broker')).toMatchObject({ silentSeconds: 70 })
    expect(played.told().filter((type) => type === 'heartbeat.missed')).toHaveLength(2)
  })
})

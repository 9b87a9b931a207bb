import { expect, describe, test } from 'vitest'
import { streams } from './amqp-session.ts'
import { PROTOCOL_HEADER, ack, playedTap } from './played-tap.ts'

describe('a hold', () => {
  const of = (tag: number) => (event: { type: string; deliveryTag?: number }) => event.type === 'basic.ack' && event.deliveryTag === tag

  test('keeps a frame and what follows it, while the other direction runs on', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(of(2))
    program.say(PROTOCOL_HEADER, ack(1), ack(2), ack(3))
    expect(await hold.reached).toBe(played.events.at(-1))
    expect(played.tap.holding).toBe(true)
    broker.say(ack(9))
    await program.got(ack(9).length)
    expect(broker.received).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1)]))
    expect(played.told()).toEqual(['socket.open', 'basic.ack 1', 'basic.ack 2', 'basic.ack 9'])
    hold.release()
    program.say(ack(4))
    await broker.got(8 + 4 * ack(1).length)
    expect(broker.received).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2), ack(3), ack(4)]))
    expect(played.told().slice(-2)).toEqual(['basic.ack 3', 'basic.ack 4'])
    expect(played.tap.holding).toBe(false)
  })

  test('keeps the last frame of a message: without it nobody has the message', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const whole = streams.program
    const hold = played.tap.hold((event) => event.type === 'basic.publish')
    program.say(whole)
    const held = await hold.reached
    expect(held).toMatchObject({ properties: { messageId: 'm-1' } })
    broker.say(ack(1))
    await program.got(1)
    const upToBody = whole.indexOf('{"order":1}') - 7
    expect(broker.received).toEqual(whole.subarray(0, upToBody))
    hold.release()
    await broker.got(whole.length)
    expect(broker.received).toEqual(whole)
  })

  test('keeps what comes on other connections of the tap, in the same direction', async () => {
    await using played = await playedTap()
    const one = await played.dial()
    const two = await played.dial()
    const hold = played.tap.hold(of(1))
    one.program.say(PROTOCOL_HEADER, ack(1))
    await hold.reached
    two.program.say(PROTOCOL_HEADER, ack(2))
    two.broker.say(ack(9))
    await two.program.got(1)
    expect([two.broker.size, played.told().at(-1)]).toEqual([0, 'basic.ack 9'])
    hold.release()
    await two.broker.got(8 + ack(2).length)
    expect(played.told().at(-1)).toBe('basic.ack 2')
  })

  test('that is dropped throws away what waits, and cuts', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(of(1))
    program.say(PROTOCOL_HEADER, ack(1), ack(2))
    await hold.reached
    hold.drop()
    await Promise.all([program.left(), broker.left(), played.tap.idle()])
    expect(broker.received).toEqual(PROTOCOL_HEADER)
    expect(played.told()).toEqual(['socket.open', 'basic.ack 1', 'socket.end'])
    expect(played.events.at(-1)).toMatchObject({ by: 'lab', afterClose: false })
    const next = await played.dial()
    next.program.say(PROTOCOL_HEADER)
    await next.broker.got(8)
  })

  test('that was not reached is disarmed by release and by drop, which then cuts nothing', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    played.tap.hold(of(1)).release()
    played.tap.hold(of(1)).drop()
    program.say(PROTOCOL_HEADER, ack(1))
    await broker.got(8 + ack(1).length)
    expect(played.tap.open).toBe(1)
  })

  test('is for one event: the next of its kind passes', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(({ type }) => type === 'basic.ack')
    program.say(PROTOCOL_HEADER, ack(1), ack(2))
    expect(await hold.reached).toMatchObject({ deliveryTag: 1 })
    hold.release()
    await broker.got(8 + 2 * ack(1).length)
  })

  test('and a second one on the same event: both must be released', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const holds = [played.tap.hold(of(1)), played.tap.hold(of(1))]
    program.say(PROTOCOL_HEADER, ack(1))
    await Promise.all(holds.map((hold) => hold.reached))
    holds[0]?.release()
    broker.say(ack(9))
    await program.got(1)
    expect(broker.received).toEqual(PROTOCOL_HEADER)
    holds[1]?.release()
    await broker.got(8 + ack(1).length)
  })

  test('whose question throws says so to who waits for it, and holds nothing', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(() => {
      throw new Error('a broken scenario')
    })
    program.say(PROTOCOL_HEADER, ack(1))
    await expect(hold.reached).rejects.toThrow('a broken scenario')
    await broker.got(8 + ack(1).length)
  })

  test("keeps a dead program's last frame, and its end behind it", async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(of(1))
    program.say(PROTOCOL_HEADER, ack(1), ack(2))
    await hold.reached
    program.socket.destroy()
    await program.closed()
    expect(broker.ended).toBe(false)
    hold.release()
    await broker.until(() => broker.ended)
    expect(broker.received).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2)]))
    expect(played.told()).toEqual(['socket.open', 'basic.ack 1', 'basic.ack 2', 'socket.end'])
  })

  test('on what goes to a program does not outlive the program', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(of(1))
    broker.say(ack(1), ack(2))
    await hold.reached
    program.socket.destroy()
    await broker.until(() => broker.ended)
    broker.socket.end()
    await played.tap.idle()
    hold.release()
    expect(played.told()).toEqual(['socket.open', 'basic.ack 1', 'socket.end'])
    expect(program.size).toBe(0)
  })

  test('on the end of a socket keeps the broker from seeing it', async () => {
    await using played = await playedTap()
    const { program, broker } = await played.dial()
    const hold = played.tap.hold(({ type }) => type === 'socket.end')
    program.socket.end(PROTOCOL_HEADER)
    await hold.reached
    broker.say(ack(1))
    await program.got(1)
    expect(broker.ended).toBe(false)
    hold.release()
    await broker.until(() => broker.ended)
  })
})

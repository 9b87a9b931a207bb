import { encodeContentHeader } from '../../../amqp/content.ts'
import { FRAME, frame } from '../../../amqp/frames.ts'
import type { Bare } from './bare.fixture.ts'
import { body, error, unknownTag, type Case } from './case.fixture.ts'

export const MISUSE: readonly Case[] = [
  {
    name: 'refuses a method on a channel that was not opened',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.shakeHands(world.url)
      bare.send(3, 'queue.declare', { queue: 'q' })
      return bare.closed()
    },
    expected: error(504, "CHANNEL_ERROR - expected 'channel.open'", 50, 10),
  },
  {
    name: 'refuses to open a channel twice',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'channel.open')
      return bare.closed()
    },
    expected: error(504, "CHANNEL_ERROR - second 'channel.open' seen", 20, 10),
  },
  {
    name: 'refuses more channels than were agreed',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.shakeHands(world.url, { channelMax: 2 })
      for (const channel of [1, 2, 3]) bare.send(channel, 'channel.open')
      return bare.closed()
    },
    expected: error(530, 'NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)', 0, 0),
  },
  {
    name: 'refuses content that follows no publish',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.write(frame(FRAME.body, 1, body('x')))
      return bare.closed()
    },
    expected: error(505, 'UNEXPECTED_FRAME - expected method frame, got non method frame instead', 0, 0),
  },
  {
    name: 'refuses a method where the content header of a publish is due',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.publish', { routingKey: 'q' })
      bare.send(1, 'basic.qos', {})
      return bare.closed()
    },
    expected: error(505, 'UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead', 60, 40),
  },
  {
    name: 'refuses a method where the body of a publish is due',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.publish', { routingKey: 'q' })
      bare.write(frame(FRAME.header, 1, encodeContentHeader({ bodySize: 3, properties: {} })))
      bare.send(1, 'basic.qos', {})
      return bare.closed()
    },
    expected: error(505, 'UNEXPECTED_FRAME - expected content body, got non content body frame instead', 60, 40),
  },
  {
    name: 'refuses a method that is the broker’s to send',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.consume-ok', { consumerTag: 'c' })
      return bare.closed()
    },
    expected: error(503, 'COMMAND_INVALID - unimplemented method', 60, 21),
  },
  {
    name: 'refuses a frame that does not end as one',
    observe: async (world) => {
      const bare = await world.openedBare()
      const broken = frame(FRAME.method, 1, Buffer.from([0, 20, 0, 40]))
      broken[broken.length - 1] = 0
      bare.write(broken)
      const closed = await bare.closed()
      return typeof closed === 'string' ? closed : closed.code
    },
    expected: 501,
  },
  {
    name: 'refuses what has no place on channel 0, and a heartbeat on another',
    observe: async (world) => {
      const seen = []
      for (const say of [
        (bare: Bare) => bare.send(0, 'basic.qos'),
        (bare: Bare) => bare.send(0, 'connection.open', { virtualHost: '/' }),
        (bare: Bare) => bare.write(frame(FRAME.body, 0, body('x'))),
        (bare: Bare) => bare.write(frame(FRAME.heartbeat, 1, body(''))),
      ]) {
        const bare = await world.openedBare()
        say(bare)
        const closed = await bare.closed()
        seen.push(typeof closed === 'string' ? closed : { ...closed, text: closed.text.replace(/type .*/s, '…') })
      }
      return seen
    },
    expected: [
      error(504, 'CHANNEL_ERROR - unexpected method in connection state running', 60, 10),
      error(504, 'CHANNEL_ERROR - unexpected method in connection state running', 10, 40),
      error(505, 'UNEXPECTED_FRAME - …', 0, 0),
      error(505, 'UNEXPECTED_FRAME - …', 0, 0),
    ],
  },
  {
    name: 'answers what older clients still ask',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'access.request', { realm: '/data' })
      bare.send(1, 'channel.flow', { active: true })
      return [await bare.method(), await bare.method()]
    },
    expected: [
      { name: 'access.request-ok', args: { ticket: 1 } },
      { name: 'channel.flow-ok', args: { active: true } },
    ],
  },
  {
    name: 'refuses what it does not do, closing the connection: immediate, prefetch in bytes, recover without requeue',
    observe: async (world) => {
      const seen = []
      for (const ask of [
        (bare: Bare) => {
          bare.send(1, 'basic.publish', { routingKey: 'q', immediate: true })
          bare.write(frame(FRAME.header, 1, encodeContentHeader({ bodySize: 0, properties: {} })))
        },
        (bare: Bare) => bare.send(1, 'basic.qos', { prefetchSize: 5 }),
        (bare: Bare) => bare.send(1, 'basic.recover', { requeue: false }),
        (bare: Bare) => bare.send(1, 'channel.flow', { active: false }),
      ]) {
        const bare = await world.openedBare()
        ask(bare)
        seen.push(await bare.closed())
      }
      return seen
    },
    expected: [
      error(540, 'NOT_IMPLEMENTED - immediate=true', 60, 40),
      error(540, 'NOT_IMPLEMENTED - prefetch_size!=0 (5)', 60, 10),
      error(540, 'NOT_IMPLEMENTED - requeue=false', 60, 110),
      error(540, 'NOT_IMPLEMENTED - active=false', 20, 20),
    ],
  },
  {
    name: 'passes over what comes on a channel it has closed, and lets its number be used again',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.ack', { deliveryTag: 9 })
      const closed = await bare.closed()
      bare.send(1, 'basic.ack', { deliveryTag: 9 })
      bare.send(1, 'channel.close-ok')
      bare.send(1, 'channel.open')
      return [closed, (await bare.method())?.name]
    },
    expected: [unknownTag(9), 'channel.open-ok'],
  },
  {
    name: 'refuses a frame larger than was agreed, or of a type there is not, or an empty one',
    observe: async (world) => {
      const seen = []
      for (const bytes of [frame(FRAME.body, 1, Buffer.alloc(140_000)), frame(5, 1, body('x')), frame(FRAME.method, 1, body(''))]) {
        const bare = await world.openedBare()
        bare.write(bytes)
        const closed = await bare.closed()
        seen.push(typeof closed === 'string' ? closed : closed.code)
      }
      return seen
    },
    expected: [501, 501, 501],
  },
  {
    name: 'hangs up on a method it does not know',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.write(frame(FRAME.method, 1, Buffer.from([0, 60, 0, 250])))
      const closed = await bare.closed()
      return typeof closed === 'string' ? closed : closed.text
    },
    expected: 'hung up',
    embedded: { expected: 'FRAME_ERROR - unknown method 60.250 at byte 0', why: 'It says what it could not read before it hangs up.' },
  },
  {
    name: 'names the method whose arguments it cannot read',
    observe: async (world) => {
      const seen = []
      for (const bytes of [
        [0, 60, 0, 80, 0],
        [0, 20, 0, 20, 1, 7, 7],
      ]) {
        const bare = await world.openedBare()
        bare.write(frame(FRAME.method, 1, Buffer.from(bytes)))
        seen.push(await bare.closed())
      }
      return seen
    },
    expected: [error(501, 'FRAME_ERROR - cannot decode <<0>>', 60, 80), error(501, 'FRAME_ERROR - cannot decode <<1,7,7>>', 20, 20)],
    embedded: {
      expected: [
        error(501, 'FRAME_ERROR - longlong needs 8 bytes, 1 are left at byte 4', 0, 0),
        error(501, 'FRAME_ERROR - 2 bytes after channel.flow at byte 5', 0, 0),
      ],
      why: 'It says what is wrong with the bytes instead of printing them.',
    },
  },
]

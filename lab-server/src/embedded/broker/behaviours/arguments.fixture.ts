import type { Options } from 'amqplib'
import { type Ask, type Case } from './case.fixture.ts'
import { refused, type World } from './client.fixture.ts'

/** How a declaration of each of these is answered: 'declared', or with a refusal. */
async function declared(world: World, wanted: Readonly<Record<string, Options.AssertQueue>>): Promise<unknown> {
  const seen: Record<string, unknown> = {}
  const connection = await world.connect()
  for (const [what, options] of Object.entries(wanted)) {
    const channel: Ask = await world.channel(connection)
    const queue = world.name('q')
    let answer: unknown
    const outcome = refused(channel, async () => {
      await channel.assertQueue(queue, { durable: true, ...options })
      answer = 'declared'
      await channel.deleteQueue(queue)
      await channel.close()
      channel.emit('error', new Error('declared'))
    })
    const closing = await outcome
    seen[what] = answer ?? closing.text
  }
  return seen
}
const given = (name: string, value: unknown, more: Record<string, unknown> = {}) => ({ arguments: { [name]: value, ...more } })

export const ARGUMENTS: readonly Case[] = [
  {
    name: 'refuses times and limits that are no whole numbers, or none it can keep',
    observe: (world) =>
      declared(world, {
        'ttl as text': given('x-message-ttl', '1000'),
        'ttl negative': given('x-message-ttl', -1),
        'ttl of a fraction': given('x-message-ttl', 1.5),
        'ttl too long': given('x-message-ttl', 315_360_000_001),
        'ttl zero': given('x-message-ttl', 0),
        'expires zero': given('x-expires', 0),
        'expires as text': given('x-expires', 'soon'),
        'expires negative': given('x-expires', -5),
        'length negative': given('x-max-length', -1),
        'length as boolean': given('x-max-length', true),
        'bytes negative': given('x-max-length-bytes', -1),
        'bytes as text': given('x-max-length-bytes', '1'),
        'priority too high': given('x-max-priority', 256),
        'priority negative': given('x-max-priority', -1),
        'priority as text': given('x-max-priority', 'high'),
        'ttl null': given('x-message-ttl', null),
        'ttl in a list': given('x-message-ttl', [1]),
        'ttl in a table': given('x-message-ttl', { ms: 1 }),
      }),
    expected: {
      'ttl as text': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
      'ttl negative': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': {value_negative,-1}",
      'ttl of a fraction': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': \"expected integer, got double\"",
      'ttl too long': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': {value_too_large,315360000001}",
      'ttl zero': 'declared',
      'expires zero': "PRECONDITION_FAILED - invalid arg 'x-expires' for queue 'q' in vhost '/': {value_zero,0}",
      'expires as text': "PRECONDITION_FAILED - invalid arg 'x-expires' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
      'expires negative': "PRECONDITION_FAILED - invalid arg 'x-expires' for queue 'q' in vhost '/': {value_negative,-5}",
      'length negative': "PRECONDITION_FAILED - invalid arg 'x-max-length' for queue 'q' in vhost '/': {value_negative,-1}",
      'length as boolean': "PRECONDITION_FAILED - invalid arg 'x-max-length' for queue 'q' in vhost '/': \"expected integer, got bool\"",
      'bytes negative': "PRECONDITION_FAILED - invalid arg 'x-max-length-bytes' for queue 'q' in vhost '/': {value_negative,-1}",
      'bytes as text': "PRECONDITION_FAILED - invalid arg 'x-max-length-bytes' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
      'priority too high': "PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/': {max_value_exceeded,256}",
      'priority negative': "PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/': {value_negative,-1}",
      'priority as text': "PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
      'ttl null': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': \"expected integer, got void\"",
      'ttl in a list': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': \"expected integer, got array\"",
      'ttl in a table': "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': \"expected integer, got table\"",
    },
  },
  {
    name: 'refuses a dead-letter exchange or key that is no text, and a key without an exchange',
    observe: (world) =>
      declared(world, {
        'exchange as number': given('x-dead-letter-exchange', 5),
        'exchange that is not there': given('x-dead-letter-exchange', 'nowhere'),
        'exchange of no name': given('x-dead-letter-exchange', ''),
        'key as number': given('x-dead-letter-routing-key', 7, { 'x-dead-letter-exchange': '' }),
        'key alone': given('x-dead-letter-routing-key', 'k'),
        'key alone, as number': given('x-dead-letter-routing-key', 7),
      }),
    expected: {
      'exchange as number': "PRECONDITION_FAILED - invalid type 'byte' for arg 'x-dead-letter-exchange' in queue 'q' in vhost '/'",
      'exchange that is not there': 'declared',
      'exchange of no name': 'declared',
      'key as number': "PRECONDITION_FAILED - invalid arg 'x-dead-letter-routing-key' for queue 'q' in vhost '/': {unacceptable_type,byte}",
      'key alone': "PRECONDITION_FAILED - invalid arg 'x-dead-letter-routing-key' for queue 'q' in vhost '/': routing_key_but_no_dlx_defined",
      'key alone, as number': "PRECONDITION_FAILED - invalid arg 'x-dead-letter-routing-key' for queue 'q' in vhost '/': {unacceptable_type,byte}",
    },
  },
  {
    name: 'refuses an overflow, a mode or a type it does not know',
    observe: (world) =>
      declared(world, {
        'overflow unknown': given('x-overflow', 'drop-tail'),
        'overflow as number': given('x-overflow', 1),
        'overflow drop-head': given('x-overflow', 'drop-head'),
        'mode unknown': given('x-queue-mode', 'hasty'),
        'mode as number': given('x-queue-mode', 1),
        'mode lazy': given('x-queue-mode', 'lazy'),
        'version unknown': given('x-queue-version', 3),
        'version 2': given('x-queue-version', 2),
        'type unknown': given('x-queue-type', 'priority'),
        'type as number': given('x-queue-type', 1),
        'single active as text': given('x-single-active-consumer', 'true'),
        'single active': given('x-single-active-consumer', true),
      }),
    expected: {
      'overflow unknown': "PRECONDITION_FAILED - invalid arg 'x-overflow' for queue 'q' in vhost '/': invalid_overflow",
      'overflow as number': "PRECONDITION_FAILED - invalid arg 'x-overflow' for queue 'q' in vhost '/': {unacceptable_type,byte}",
      'overflow drop-head': 'declared',
      'mode unknown': "PRECONDITION_FAILED - invalid arg 'x-queue-mode' for queue 'q' in vhost '/': \"unsupported queue mode 'hasty'\"",
      'mode as number': "PRECONDITION_FAILED - invalid arg 'x-queue-mode' for queue 'q' in vhost '/': {unacceptable_type,byte}",
      'mode lazy': 'declared',
      'version unknown': "PRECONDITION_FAILED - invalid arg 'x-queue-version' for queue 'q' in vhost '/': \"unsupported queue version '3'\"",
      'version 2': 'declared',
      'type unknown': "PRECONDITION_FAILED - invalid arg 'x-queue-type' for queue 'q' in vhost '/': \"unsupported queue type 'priority'\"",
      'type as number': "PRECONDITION_FAILED - invalid arg 'x-queue-type' for queue 'q' in vhost '/': {unacceptable_type,byte}",
      'single active as text': "PRECONDITION_FAILED - invalid arg 'x-single-active-consumer' for queue 'q' in vhost '/': {unacceptable_type,longstr}",
      'single active': 'declared',
    },
  },
  {
    name: 'refuses what only other types of queues know, and passes over what none knows',
    observe: (world) =>
      declared(world, {
        'delivery limit': given('x-delivery-limit', 3),
        'dead-letter strategy': given('x-dead-letter-strategy', 'at-least-once'),
        'max age': given('x-max-age', '1D'),
        'leader locator': given('x-queue-leader-locator', 'client-local'),
        'initial group size': given('x-quorum-initial-group-size', 3),
        'in-memory length': given('x-max-in-memory-length', 3),
        'its own': given('my-own', { anything: ['goes'] }),
        'a consumer’s': given('x-priority', 1),
        misspelt: given('x-message-TTL', 'soon'),
      }),
    expected: {
      'delivery limit': "PRECONDITION_FAILED - invalid arg 'x-delivery-limit' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'dead-letter strategy':
        "PRECONDITION_FAILED - invalid arg 'x-dead-letter-strategy' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'max age': "PRECONDITION_FAILED - invalid arg 'x-max-age' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'leader locator': "PRECONDITION_FAILED - invalid arg 'x-queue-leader-locator' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'initial group size':
        "PRECONDITION_FAILED - invalid arg 'x-quorum-initial-group-size' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'in-memory length': "PRECONDITION_FAILED - invalid arg 'x-max-in-memory-length' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'its own': 'declared',
      'a consumer’s': 'declared',
      misspelt: 'declared',
    },
  },
  {
    name: 'refuses to declare a queue again with other arguments, and says both',
    observe: async (world) => {
      const queue = world.name('q')
      const exchange = world.name('dlx')
      const setting = await world.channel()
      await setting.assertQueue(queue, {
        messageTtl: 1000,
        maxLength: 5,
        deadLetterExchange: exchange,
        arguments: { 'x-single-active-consumer': true, 'my-own': 1 },
      })
      const same = { messageTtl: 1000, maxLength: 5, deadLetterExchange: exchange, arguments: { 'x-single-active-consumer': true } }
      const seen: unknown[] = [(await setting.assertQueue(queue, same)).messageCount]
      for (const options of [
        {},
        { ...same, messageTtl: 1001 },
        { ...same, messageTtl: 100_000 },
        { ...same, maxLength: 6 },
        { ...same, deadLetterExchange: 'other' },
        { ...same, deadLetterRoutingKey: 'k' },
        { ...same, expires: 5 },
        { ...same, arguments: {} },
        { ...same, arguments: { 'x-single-active-consumer': false } },
        { ...same, arguments: { 'x-single-active-consumer': true, 'x-queue-type': 'quorum' } },
        { ...same, messageTtl: '1000' as unknown as number },
      ]) {
        const channel = await world.channel(undefined)
        seen.push((await refused(channel, () => channel.assertQueue(queue, options))).text)
      }
      return seen
    },
    expected: [
      0,
      "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received none but current is the value '1000' of type 'short'",
      "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received '1001' but current is '1000'",
      "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received '100000' but current is '1000'",
      "PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received '6' but current is '5'",
      "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-exchange' for queue 'q' in vhost '/': received 'other' but current is 'dlx'",
      "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-routing-key' for queue 'q' in vhost '/': received the value 'k' of type 'longstr' but current is none",
      "PRECONDITION_FAILED - inequivalent arg 'x-expires' for queue 'q' in vhost '/': received the value '5' of type 'byte' but current is none",
      "PRECONDITION_FAILED - inequivalent arg 'x-single-active-consumer' for queue 'q' in vhost '/': received none but current is the value 'true' of type 'bool'",
      "PRECONDITION_FAILED - inequivalent arg 'x-single-active-consumer' for queue 'q' in vhost '/': received 'false' but current is 'true'",
      "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/': received the value 'quorum' of type 'longstr' but current is none",
      "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received '1000' but current is '1000'",
    ],
  },
  {
    name: 'takes a number for the same whatever the width it is sent in',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.channel()
      await channel.assertQueue(queue, { arguments: { 'x-max-length': { '!': 'long', value: 5 }, 'x-message-ttl': { '!': 'int64', value: 60_000 } } })
      return channel.assertQueue(queue, { arguments: { 'x-max-length': { '!': 'byte', value: 5 }, 'x-message-ttl': { '!': 'int', value: 60_000 } } })
    },
    expected: { queue: 'q', messageCount: 0, consumerCount: 0 },
  },
  {
    name: 'looks at a passive declaration’s name alone',
    observe: async (world) => {
      const queue = await world.queueOf(1, { messageTtl: 100_000 })
      const bare = await world.openedBare()
      bare.send(1, 'queue.declare', { queue, passive: true, durable: false, exclusive: true, arguments: { 'x-message-ttl': 'x' } })
      return bare.method()
    },
    expected: { name: 'queue.declare-ok', args: { queue: 'q', messageCount: 1, consumerCount: 0 } },
  },
]

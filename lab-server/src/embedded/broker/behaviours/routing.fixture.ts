import type { ConfirmChannel, Options } from 'amqplib'
import { type Ask, body, type Case, fail } from './case.fixture.ts'
import { fetched, refused, untilReady, type World } from './client.fixture.ts'
import { emptied, letter } from './letters.fixture.ts'

/** Queues of these names, all empty. */
async function queues(world: World, channel: Ask, ...stems: readonly string[]): Promise<string[]> {
  const names = stems.map((stem) => world.name(stem))
  for (const name of names) await channel.assertQueue(name)
  return names
}

/** Publishes each key as a body of its own, and what each queue then holds. */
async function spread(channel: ConfirmChannel, exchange: string, keys: readonly string[], into: readonly string[], options: Options.Publish = {}) {
  for (const key of keys) channel.publish(exchange, key, body(key), options)
  await channel.waitForConfirms()
  const held = []
  for (const queue of into) held.push(await emptied(channel, queue))
  return held
}

export const ROUTING: readonly Case[] = [
  {
    name: 'hands to the alternate exchange what an exchange has no destination for, and nothing else',
    observe: async (world) => {
      const channel = await world.confirming()
      const [main, other] = [world.name('main'), world.name('other')]
      const [bound = '', rest = ''] = await queues(world, channel, 'bound', 'rest')
      await channel.assertExchange(other, 'fanout')
      await channel.assertExchange(main, 'direct', { alternateExchange: other })
      await channel.bindQueue(bound, main, 'known')
      await channel.bindQueue(rest, other, '')
      return spread(channel, main, ['known', 'unknown'], [bound, rest])
    },
    expected: [['known'], ['unknown']],
  },
  {
    name: 'follows alternate exchanges in a row, and in a circle no further',
    observe: async (world) => {
      const channel = await world.confirming()
      const names = ['first', 'second', 'third'].map((stem) => world.name(stem))
      const [first = '', second = '', third = ''] = names
      const [last = ''] = await queues(world, channel, 'last')
      await channel.assertExchange(first, 'direct', { alternateExchange: second })
      await channel.assertExchange(second, 'direct', { alternateExchange: third })
      await channel.assertExchange(third, 'direct', { alternateExchange: first })
      await channel.bindQueue(last, third, 'k')
      const held = await spread(channel, first, ['k', 'l'], [last])
      const returned: unknown[] = []
      channel.on('return', (message: { fields: unknown }) => returned.push(message.fields))
      channel.publish(first, 'l', body('m0'), { mandatory: true })
      await channel.waitForConfirms()
      return [held, returned]
    },
    expected: [[['k']], [{ replyCode: 312, replyText: 'NO_ROUTE', exchange: 'first', routingKey: 'l' }]],
  },
  {
    name: 'returns a mandatory message only if the alternate exchange has no queue for it either',
    observe: async (world) => {
      const channel = await world.confirming()
      const [main, other] = [world.name('main'), world.name('other')]
      const [rest = ''] = await queues(world, channel, 'rest')
      await channel.assertExchange(other, 'topic')
      await channel.assertExchange(main, 'direct', { alternateExchange: other })
      await channel.bindQueue(rest, other, 'caught.#')
      const seen: unknown[] = []
      channel.on('return', (message: { fields: unknown }) => seen.push(message.fields))
      for (const key of ['caught.it', 'lost']) {
        await new Promise<void>((resolve) =>
          channel.publish(main, key, body(key), { mandatory: true }, () => {
            seen.push(`${key} confirmed`)
            resolve()
          }),
        )
      }
      return [seen, letter(await fetched(channel, rest))]
    },
    expected: [
      ['caught.it confirmed', { replyCode: 312, replyText: 'NO_ROUTE', exchange: 'main', routingKey: 'lost' }, 'lost confirmed'],
      { body: 'caught.it', exchange: 'main', routingKey: 'caught.it', redelivered: false, headers: {} },
    ],
  },
  {
    name: 'takes an alternate exchange that is not there, or the default one, for none',
    observe: async (world) => {
      const channel = await world.confirming()
      const [lost, defaulting] = [world.name('lost'), world.name('defaulting')]
      const [queue = ''] = await queues(world, channel, 'q')
      await channel.assertExchange(lost, 'direct', { alternateExchange: world.name('missing') })
      await channel.assertExchange(defaulting, 'direct', { alternateExchange: '' })
      return [await spread(channel, lost, [queue], [queue]), await spread(channel, defaulting, [queue], [queue])]
    },
    expected: [[[]], [[]]],
  },
  {
    name: 'refuses an alternate exchange that is no text, or another than the one there is',
    observe: async (world) => {
      const exchange = world.name('x')
      const seen = []
      for (const options of [
        { arguments: { 'alternate-exchange': 7 } },
        { alternateExchange: 'one' },
        { alternateExchange: 'two' },
        {},
        { alternateExchange: 'one', arguments: { 'my-own': 1 } },
      ]) {
        const channel = await world.channel()
        const { text } = await refused(channel, async () => {
          await channel.assertExchange(exchange, 'direct', options)
          channel.emit('error', new Error('declared'))
        })
        seen.push(text)
      }
      return seen
    },
    expected: [
      "PRECONDITION_FAILED - invalid type 'byte' for arg 'alternate-exchange' in exchange 'x' in vhost '/'",
      'declared',
      "PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange 'x' in vhost '/': received 'two' but current is 'one'",
      "PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange 'x' in vhost '/': received none but current is the value 'one' of type 'longstr'",
      'declared',
    ],
  },
  {
    name: 'routes through exchanges bound to exchanges, a queue once however many ways lead there',
    observe: async (world) => {
      const channel = await world.confirming()
      const [entry, left, right] = [world.name('entry'), world.name('left'), world.name('right')]
      const [both = '', only = ''] = await queues(world, channel, 'both', 'only')
      await channel.assertExchange(entry, 'topic')
      await channel.assertExchange(left, 'fanout')
      await channel.assertExchange(right, 'direct')
      await channel.bindExchange(left, entry, 'a.*')
      await channel.bindExchange(right, entry, '#')
      await channel.bindQueue(both, left, '')
      await channel.bindQueue(both, right, 'a.b')
      await channel.bindQueue(only, right, 'a.b')
      await channel.bindQueue(both, entry, 'a.b')
      return spread(channel, entry, ['a.b', 'a.c', 'b'], [both, only])
    },
    expected: [['a.b', 'a.c'], ['a.b']],
  },
  {
    name: 'delivers what came through bound exchanges in the name of the one it was published to',
    observe: async (world) => {
      const channel = await world.confirming()
      const [entry, inner] = [world.name('entry'), world.name('inner')]
      const [queue = ''] = await queues(world, channel, 'q')
      await channel.assertExchange(entry, 'fanout')
      await channel.assertExchange(inner, 'fanout', { internal: true })
      await channel.bindExchange(inner, entry, '')
      await channel.bindQueue(queue, inner, '')
      channel.publish(entry, 'key', body('m0'))
      await channel.waitForConfirms()
      return letter(await fetched(channel, queue))
    },
    expected: { body: 'm0', exchange: 'entry', routingKey: 'key', redelivered: false, headers: {} },
  },
  {
    name: 'stands exchanges that are bound in a circle',
    observe: async (world) => {
      const channel = await world.confirming()
      const [one, two] = [world.name('one'), world.name('two')]
      const [queue = ''] = await queues(world, channel, 'q')
      for (const exchange of [one, two]) await channel.assertExchange(exchange, 'fanout')
      await channel.bindExchange(one, two, '')
      await channel.bindExchange(two, one, '')
      await channel.bindExchange(one, one, '')
      await channel.bindQueue(queue, two, '')
      return spread(channel, one, ['m0'], [queue])
    },
    expected: [['m0']],
  },
  {
    name: 'ends a binding between exchanges when it is unbound, and when either is deleted',
    observe: async (world) => {
      const channel = await world.confirming()
      const [entry, inner] = [world.name('entry'), world.name('inner')]
      const [queue = ''] = await queues(world, channel, 'q')
      await channel.assertExchange(entry, 'fanout')
      await channel.assertExchange(inner, 'fanout')
      await channel.bindQueue(queue, inner, '')
      const seen = []
      await channel.bindExchange(inner, entry, 'k', { n: 1 })
      await channel.unbindExchange(inner, entry, 'other', { n: 1 })
      await channel.unbindExchange(inner, entry, 'k', {})
      seen.push(await spread(channel, entry, ['bound'], [queue]))
      await channel.unbindExchange(inner, entry, 'k', { n: 1 })
      seen.push(await spread(channel, entry, ['unbound'], [queue]))
      await channel.bindExchange(inner, entry, 'k')
      await channel.deleteExchange(inner)
      await channel.assertExchange(inner, 'fanout')
      await channel.bindQueue(queue, inner, '')
      seen.push(await spread(channel, entry, ['deleted'], [queue]))
      return seen
    },
    expected: [[['bound']], [[]], [[]]],
  },
  {
    name: 'deletes an auto-delete exchange with its last binding to an exchange, and what that leaves unbound with it',
    observe: async (world) => {
      const channel = await world.channel()
      const [outer, inner] = [world.name('outer'), world.name('inner')]
      const [queue = ''] = await queues(world, channel, 'q')
      await channel.assertExchange(outer, 'fanout', { autoDelete: true })
      await channel.assertExchange(inner, 'fanout', { autoDelete: true })
      await channel.bindExchange(inner, outer, '')
      await channel.bindQueue(queue, inner, '')
      await channel.deleteQueue(queue)
      const seen = []
      for (const exchange of [inner, outer]) {
        const asking = await world.channel()
        seen.push((await refused(asking, () => asking.checkExchange(exchange))).text)
      }
      return seen
    },
    expected: ["NOT_FOUND - no exchange 'inner' in vhost '/'", "NOT_FOUND - no exchange 'outer' in vhost '/'"],
  },
  {
    name: 'does not delete an auto-delete exchange that is itself bound to another, when that binding ends',
    observe: async (world) => {
      const channel = await world.channel()
      const [outer, inner] = [world.name('outer'), world.name('inner')]
      await channel.assertExchange(outer, 'fanout')
      await channel.assertExchange(inner, 'fanout', { autoDelete: true })
      await channel.bindExchange(inner, outer, '')
      await channel.unbindExchange(inner, outer, '')
      return channel.checkExchange(inner)
    },
    expected: {},
  },
  {
    name: 'refuses bindings of exchanges and queues that are not there, and passes over unbinding them',
    observe: async (world) => {
      const exchange = world.name('x')
      const setting = await world.channel()
      await setting.assertExchange(exchange, 'direct')
      const queue = await world.queueOf(0)
      const missing = world.name('missing')
      const bare = await world.openedBare()
      for (const unbind of [
        { destination: missing, source: exchange },
        { destination: exchange, source: missing },
      ])
        bare.send(1, 'exchange.unbind', unbind)
      bare.send(1, 'queue.unbind', { queue, exchange: missing })
      bare.send(1, 'queue.unbind', { queue: missing, exchange })
      const seen: unknown[] = []
      for (let n = 0; n < 4; n++) seen.push((await bare.method())?.name)
      for (const ask of [
        (channel: Ask) => channel.bindExchange(missing, exchange, 'k'),
        (channel: Ask) => channel.bindExchange(exchange, missing, 'k'),
        (channel: Ask) => channel.bindExchange(missing, missing, 'k'),
        (channel: Ask) => channel.bindExchange('', exchange, 'k'),
        (channel: Ask) => channel.bindExchange(exchange, '', 'k'),
        (channel: Ask) => channel.bindQueue(missing, missing, 'k'),
        (channel: Ask) => channel.bindQueue(queue, 'amq.headers', '', { 'x-match': 'some' }),
        (channel: Ask) => channel.bindQueue(queue, 'amq.headers', '', { 'x-match': 1 }),
      ]) {
        const channel = await world.channel()
        seen.push(await refused(channel, () => ask(channel)))
      }
      return seen
    },
    expected: [
      'exchange.unbind-ok',
      'exchange.unbind-ok',
      'queue.unbind-ok',
      'queue.unbind-ok',
      { code: 404, text: "NOT_FOUND - no exchange 'missing' in vhost '/'", classId: 40, methodId: 30 },
      { code: 404, text: "NOT_FOUND - no exchange 'missing' in vhost '/'", classId: 40, methodId: 30 },
      { code: 404, text: "NOT_FOUND - no exchange 'missing' in vhost '/'", classId: 40, methodId: 30 },
      { code: 403, text: 'ACCESS_REFUSED - operation not permitted on the default exchange', classId: 40, methodId: 30 },
      { code: 403, text: 'ACCESS_REFUSED - operation not permitted on the default exchange', classId: 40, methodId: 30 },
      { code: 404, text: "NOT_FOUND - no exchange 'missing' in vhost '/'", classId: 50, methodId: 20 },
      {
        code: 406,
        text: 'PRECONDITION_FAILED - Invalid x-match field value <<"some">>; expected all, any, all-with-x, or any-with-x',
        classId: 50,
        methodId: 20,
      },
      { code: 406, text: 'PRECONDITION_FAILED - Invalid x-match field type byte (value 1); expected longstr', classId: 50, methodId: 20 },
    ],
  },
  {
    name: 'takes a header’s absence, presence and value for what they are, with and without x-',
    observe: async (world) => {
      const channel = await world.confirming()
      const exchange = world.name('x')
      await channel.assertExchange(exchange, 'headers')
      const wanted: Record<string, Record<string, unknown>> = {
        nothing: {},
        any: { 'x-match': 'any', a: 1, b: 'x' },
        'any-of-none': { 'x-match': 'any' },
        presence: { a: null },
        text: { a: '1' },
        'only-x': { 'x-a': 1 },
        'all-with-x': { 'x-match': 'all-with-x', 'x-a': 1 },
        'any-with-x': { 'x-match': 'any-with-x', 'x-a': 2, a: 9 },
        table: { t: { n: 1 } },
      }
      const names = await queues(world, channel, ...Object.keys(wanted))
      for (const [index, args] of Object.values(wanted).entries()) await channel.bindQueue(names[index] ?? fail(), exchange, '', args)
      const seen: Record<string, string[]> = {}
      for (const [what, headers] of Object.entries({
        none: {},
        a1: { a: 1 },
        'a is null': { a: null },
        'a and b': { a: 2, b: 'x' },
        'x-a': { 'x-a': 1 },
        'x-a other': { 'x-a': 2 },
        table: { t: { n: 1 } },
      })) {
        channel.publish(exchange, '', body(what), { headers })
        await channel.waitForConfirms()
        seen[what] = []
        for (const queue of names) if ((await emptied(channel, queue)).length > 0) seen[what].push(queue.split('.')[0] ?? '')
      }
      return seen
    },
    expected: {
      none: ['nothing', 'only-x'],
      a1: ['nothing', 'any', 'presence', 'only-x'],
      'a is null': ['nothing', 'presence', 'only-x'],
      'a and b': ['nothing', 'any', 'presence', 'only-x'],
      'x-a': ['nothing', 'only-x', 'all-with-x'],
      'x-a other': ['nothing', 'only-x', 'any-with-x'],
      table: ['nothing', 'only-x', 'table'],
    },
  },
  {
    name: 'sends copies to the keys of CC and BCC, and shows only CC',
    observe: async (world) => {
      const channel = await world.confirming()
      const names = await queues(world, channel, 'to', 'copied', 'blind')
      const [to = '', copied = '', blind = ''] = names
      channel.sendToQueue(to, body('m0'), { CC: [copied, to], BCC: [blind, copied], headers: { other: 1 } })
      await channel.waitForConfirms()
      const seen = []
      for (const queue of names) {
        seen.push(letter(await fetched(channel, queue)), await channel.get(queue))
      }
      return seen
    },
    expected: [
      { body: 'm0', exchange: '', routingKey: 'to', redelivered: false, headers: { CC: ['copied', 'to'], other: 1 } },
      false,
      { body: 'm0', exchange: '', routingKey: 'to', redelivered: false, headers: { CC: ['copied', 'to'], other: 1 } },
      false,
      { body: 'm0', exchange: '', routingKey: 'to', redelivered: false, headers: { CC: ['copied', 'to'], other: 1 } },
      false,
    ],
  },
  {
    name: 'matches bindings of any exchange by the keys of CC too',
    observe: async (world) => {
      const channel = await world.confirming()
      const exchange = world.name('x')
      const names = await queues(world, channel, 'exact', 'wild')
      await channel.assertExchange(exchange, 'topic')
      await channel.bindQueue(names[0] ?? fail(), exchange, 'a.b')
      await channel.bindQueue(names[1] ?? fail(), exchange, 'c.*')
      return [await spread(channel, exchange, ['x'], names, { CC: ['a.b', 'c.d', 'c.e'] }), await spread(channel, exchange, ['c.x'], names)]
    },
    expected: [
      [['x'], ['x']],
      [[], ['c.x']],
    ],
  },
  {
    name: 'refuses CC or BCC that is no list, and a delivery mode that is none',
    observe: async (world) => {
      const seen = []
      for (const properties of [{ headers: { CC: 'q' } }, { headers: { BCC: 5 } }, { headers: { CC: [1, true] } }, { deliveryMode: 3 }]) {
        const bare = await world.openedBare()
        bare.publish(1, { routingKey: 'nowhere' }, 'x', properties)
        bare.send(1, 'channel.flow', { active: true })
        const answer = await bare.method()
        seen.push(answer?.name === 'channel.close' ? answer.args.replyText : answer?.name)
      }
      return seen
    },
    expected: [
      'PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,"CC",longstr}',
      'PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,"BCC",signedint}',
      'channel.flow-ok',
      'PRECONDITION_FAILED - invalid message: {delivery_mode_unknown,3}',
    ],
  },
  {
    name: 'lets CC go where a dead letter gets a key of its own, and keeps it where it does not',
    observe: async (world) => {
      const channel = await world.confirming()
      const exchange = world.name('x')
      await channel.assertExchange(exchange, 'direct')
      const [keyed, keeping, copy, dead] = ['keyed', 'keeping', 'copy', 'dead'].map((stem) => world.name(stem)) as [string, string, string, string]
      await channel.assertQueue(keyed, { deadLetterExchange: exchange, deadLetterRoutingKey: 'dead' })
      await channel.assertQueue(keeping, { deadLetterExchange: exchange })
      await channel.assertQueue(copy)
      await channel.assertQueue(dead)
      await channel.bindQueue(dead, exchange, 'dead')
      await channel.bindQueue(dead, exchange, copy)
      const seen = []
      for (const queue of [keyed, keeping]) {
        channel.sendToQueue(queue, body('m0'), { CC: [copy] })
        await channel.waitForConfirms()
        channel.reject(await fetched(channel, queue), false)
        await untilReady(channel, dead, 1)
        seen.push(letter(await fetched(channel, dead)))
      }
      return seen
    },
    expected: [
      {
        body: 'm0',
        exchange: 'x',
        routingKey: 'dead',
        redelivered: false,
        headers: {
          'x-death': [{ count: 1, reason: 'rejected', queue: 'keyed', time: 'now', exchange: '', 'routing-keys': ['keyed', 'copy'] }],
          'x-first-death-exchange': '',
          'x-first-death-queue': 'keyed',
          'x-first-death-reason': 'rejected',
        },
      },
      {
        body: 'm0',
        exchange: 'x',
        routingKey: 'keeping',
        redelivered: false,
        headers: {
          CC: ['copy'],
          'x-death': [{ count: 1, reason: 'rejected', queue: 'keeping', time: 'now', exchange: '', 'routing-keys': ['keeping', 'copy'] }],
          'x-first-death-exchange': '',
          'x-first-death-queue': 'keeping',
          'x-first-death-reason': 'rejected',
        },
      },
    ],
  },
  {
    name: 'refuses a publish in the order of what is wrong with it: exchange, user, expiration, message',
    observe: async (world) => {
      const internal = world.name('internal')
      await (await world.channel()).assertExchange(internal, 'fanout', { internal: true })
      const wrong = { userId: 'somebody', expiration: 'soon', headers: { CC: 'q' } }
      const seen = []
      for (const [exchange, properties] of [
        [world.name('missing'), wrong],
        [internal, wrong],
        ['', { expiration: 'soon', headers: { CC: 'q' } }],
        ['amq.direct', { headers: { CC: 'q' } }],
      ] as const) {
        const bare = await world.openedBare()
        bare.publish(1, { exchange, routingKey: 'k', mandatory: true }, 'x', properties)
        const answer = await bare.method()
        seen.push(answer?.name === 'channel.close' ? answer.args.replyText : answer?.name)
      }
      return seen
    },
    expected: [
      "NOT_FOUND - no exchange 'missing' in vhost '/'",
      "ACCESS_REFUSED - cannot publish to internal exchange 'internal' in vhost '/'",
      "PRECONDITION_FAILED - invalid expiration 'soon': no_integer",
      'PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,"CC",longstr}',
    ],
  },
  {
    name: 'refuses to declare by a reserved name even what is there, if it is a queue',
    observe: async (world) => {
      const channel = await world.channel()
      const { queue } = await channel.assertQueue('', { exclusive: true })
      const again = await world.channel()
      const closed = await refused(again, () => again.assertQueue(queue, { exclusive: true }))
      const there = await channel.assertExchange('amq.topic', 'topic')
      return [closed.code, closed.text.replace(queue, '…'), there]
    },
    expected: [403, "ACCESS_REFUSED - queue name '…' contains reserved prefix 'amq.*'", { exchange: 'amq.topic' }],
  },
]

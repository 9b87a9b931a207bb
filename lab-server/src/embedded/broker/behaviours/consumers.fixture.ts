import { type Case, fail } from './case.fixture.ts'
import { Inbox, refused, untilReady } from './client.fixture.ts'
import { consuming, emptied, published } from './letters.fixture.ts'

const SINGLE = { arguments: { 'x-single-active-consumer': true } }

export const CONSUMERS: readonly Case[] = [
  {
    name: 'serves one consumer alone where x-single-active-consumer says so, and the next when that one is cancelled',
    observe: async (world) => {
      const queue = world.name('q')
      const publisher = await world.confirming()
      await publisher.assertQueue(queue, SINGLE)
      const channels = [await world.channel(), await world.channel(), await world.channel()]
      const inboxes = []
      const tags = []
      for (const channel of channels) {
        const inbox = new Inbox()
        tags.push((await channel.consume(queue, inbox.take, { noAck: true })).consumerTag)
        inboxes.push(inbox)
      }
      await published(publisher, queue, ['m0', 'm1'])
      await inboxes[0]?.has(2)
      await channels[0]?.cancel(tags[0] ?? '')
      await published(publisher, queue, ['m2', 'm3'])
      await inboxes[1]?.has(2)
      await channels[1]?.close()
      await published(publisher, queue, ['m4'])
      await inboxes[2]?.has(1)
      return [inboxes.map((inbox) => inbox.told), (await publisher.checkQueue(queue)).consumerCount]
    },
    expected: [[['m0', 'm1'], ['m2', 'm3'], ['m4']], 1],
  },
  {
    name: 'waits for its single active consumer, however many others are idle',
    observe: async (world) => {
      const queue = world.name('q')
      const publisher = await world.confirming()
      await publisher.assertQueue(queue, SINGLE)
      const [active, idle] = [await world.channel(), await world.channel()]
      await active.prefetch(1)
      const inboxes = [await consuming(active, queue), await consuming(idle, queue)] as const
      await published(publisher, queue, ['m0', 'm1', 'm2'])
      const [first] = await inboxes[0].has(1)
      const waiting = (await publisher.checkQueue(queue)).messageCount
      active.ack(first ?? fail())
      await inboxes[0].has(2)
      return [waiting, inboxes.map((inbox) => inbox.told)]
    },
    expected: [2, [['m0', 'm1'], []]],
  },
  {
    name: 'gives what its single active consumer held to the next when that one’s channel closes',
    observe: async (world) => {
      const queue = world.name('q')
      const publisher = await world.confirming()
      await publisher.assertQueue(queue, SINGLE)
      const [active, idle] = [await world.channel(), await world.channel()]
      await active.prefetch(2)
      const inboxes = [await consuming(active, queue), await consuming(idle, queue)] as const
      await published(publisher, queue, ['m0', 'm1', 'm2'])
      await inboxes[0].has(2)
      await active.close()
      await inboxes[1].has(3)
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [
      ['m0', 'm1'],
      ['m0*', 'm1*', 'm2'],
    ],
  },
  {
    name: 'refuses an exclusive consumer where one alone is active anyway, and lets basic.get by',
    observe: async (world) => {
      const queue = world.name('q')
      const publisher = await world.confirming()
      await publisher.assertQueue(queue, SINGLE)
      const channel = await world.channel()
      const closed = await refused(channel, () => channel.consume(queue, () => undefined, { exclusive: true }))
      const idle = await world.channel()
      await idle.prefetch(1)
      const inbox = await consuming(idle, queue)
      await published(publisher, queue, ['m0', 'm1'])
      await inbox.has(1)
      return [closed, await emptied(publisher, queue)]
    },
    expected: [{ code: 403, text: "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use", classId: 60, methodId: 20 }, ['m1']],
  },
  {
    name: 'lets others consume when an exclusive consumer has left',
    observe: async (world) => {
      const queue = await world.queueOf(1)
      const [first, second] = [await world.channel(), await world.channel()]
      await first.consume(queue, () => undefined, { exclusive: true })
      await first.close()
      const inbox = await consuming(second, queue)
      await inbox.has(1)
      return inbox.told
    },
    expected: ['m0*'],
  },
  {
    name: 'cancels consumers of an exclusive queue’s own connection alone, being no one else’s',
    observe: async (world) => {
      const connection = await world.connect()
      const queue = world.name('q')
      const channel = await world.channel(connection)
      await channel.assertQueue(queue, { exclusive: true, durable: true, autoDelete: false })
      const again = await channel.assertQueue(queue, { exclusive: true, durable: false })
      const inbox = await consuming(channel, queue)
      channel.sendToQueue(queue, Buffer.from('m0'))
      await inbox.has(1)
      return [again.consumerCount, inbox.told]
    },
    expected: [0, ['m0']],
  },
  {
    name: 'cancels every consumer of a queue that is deleted, on whatever channel, and no other',
    observe: async (world) => {
      const [queue, other] = [await world.queueOf(0), world.name('other')]
      const connection = await world.connect()
      const channel = await world.channel(connection)
      await channel.assertQueue(other)
      const inboxes = [await consuming(channel, queue), await consuming(await world.channel(connection), queue), await consuming(channel, other)]
      const publisher = await world.confirming()
      await publisher.deleteQueue(queue)
      await published(publisher, other, ['m0'])
      await inboxes[2]?.has(1)
      while (inboxes.slice(0, 2).some((inbox) => inbox.messages.length === 0)) await channel.checkQueue(other)
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [['null'], ['null'], ['m0']],
  },
  {
    name: 'says nothing of a deleted queue to a client that knows no basic.cancel',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const bare = await world.bare()
      const { username, password, pathname } = new URL(world.url)
      await bare.sayHello(Buffer.from(`\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`), 'PLAIN', {})
      await bare.method()
      bare.send(0, 'connection.tune-ok', { channelMax: 10, frameMax: 131_072, heartbeat: 0 })
      bare.send(0, 'connection.open', { virtualHost: decodeURIComponent(pathname.slice(1)) || '/' })
      bare.send(1, 'channel.open')
      bare.send(1, 'basic.consume', { queue, consumerTag: 'c' })
      const seen = []
      for (let n = 0; n < 3; n++) seen.push((await bare.method())?.name)
      await (await world.channel()).deleteQueue(queue)
      bare.send(1, 'basic.cancel', { consumerTag: 'c' })
      seen.push((await bare.method())?.name)
      return seen
    },
    expected: ['connection.open-ok', 'channel.open-ok', 'basic.consume-ok', 'basic.cancel-ok'],
  },
  {
    name: 'lets a tag be used again when its consumer is gone, and twice on two channels',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const connection = await world.connect()
      const [one, two] = [await world.channel(connection), await world.channel(connection)]
      await one.consume(queue, () => undefined, { consumerTag: 'same' })
      await two.consume(queue, () => undefined, { consumerTag: 'same' })
      await one.cancel('same')
      await one.consume(queue, () => undefined, { consumerTag: 'same' })
      return (await one.checkQueue(queue)).consumerCount
    },
    expected: 2,
  },
  {
    name: 'looks at a consumer’s tag first, then for the queue, then at its arguments, then whether it may be shared',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      await (await world.channel()).consume(queue, () => undefined, { exclusive: true })
      const other = world.name('other')
      await (await world.channel()).assertQueue(other)
      const seen = []
      for (const ask of [
        { queue: world.name('missing'), consumerTag: 'taken', arguments: { 'x-priority': 'high' } },
        { queue: world.name('missing'), consumerTag: 'free', arguments: { 'x-priority': 'high' } },
        { queue, consumerTag: 'free', arguments: { 'x-priority': 'high' } },
        { queue, consumerTag: 'free', arguments: {} },
      ]) {
        const bare = await world.openedBare()
        bare.send(1, 'basic.consume', { queue: other, consumerTag: 'taken' })
        await bare.method()
        bare.send(1, 'basic.consume', ask)
        const closed = await bare.closed()
        seen.push(typeof closed === 'string' ? closed : closed.text)
      }
      return seen
    },
    expected: [
      "NOT_ALLOWED - attempt to reuse consumer tag 'taken'",
      "NOT_FOUND - no queue 'missing' in vhost '/'",
      "PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
      "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use",
    ],
  },
  {
    name: 'keeps what was taken by basic.get over a consumer’s end, and gives it back with the channel',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const channel = await world.channel()
      await channel.get(queue)
      const inbox = new Inbox()
      const { consumerTag } = await channel.consume(queue, inbox.take)
      await inbox.has(2)
      await channel.cancel(consumerTag)
      const held = (await channel.checkQueue(queue)).messageCount
      await channel.close()
      const other = await world.channel()
      await untilReady(other, queue, 3)
      return [held, await emptied(other, queue)]
    },
    expected: [0, ['m0*', 'm1*', 'm2*']],
  },
]

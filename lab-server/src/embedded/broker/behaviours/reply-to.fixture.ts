import type { Bare } from './bare.fixture.ts'
import type { Method } from '../../../amqp/methods.ts'
import { body, type Case } from './case.fixture.ts'
import { fetched, Inbox, refused, untilReady } from './client.fixture.ts'
import { consuming } from './letters.fixture.ts'

const DIRECT = 'amq.rabbitmq.reply-to'

/** The next method, without what is made up anew each time. */
async function next(bare: Bare): Promise<Method | undefined> {
  const method = await bare.method()
  return JSON.parse(JSON.stringify(method ?? null).replaceAll(/amq\.rabbitmq\.reply-to\.[^"]*/g, `${DIRECT}.…`)) as Method | undefined
}

export const REPLY_TO: readonly Case[] = [
  {
    name: 'delivers the answer to a request straight to its client, by a name made up for it',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const client = await world.channel()
      const answers = await consuming(client, DIRECT, { noAck: true })
      client.sendToQueue(queue, body('question'), { replyTo: DIRECT, correlationId: 'c-1' })
      const server = await world.channel()
      await untilReady(server, queue, 1)
      const request = await fetched(server, queue, { noAck: true })
      const to = String(request.properties.replyTo)
      server.sendToQueue(to, body('answer'), { correlationId: 'c-1', messageId: 'id-1' })
      const [answer] = await answers.has(1)
      const fields: unknown = { ...answer?.fields, consumerTag: '', routingKey: answer?.fields.routingKey === to }
      return [
        to.startsWith(`${DIRECT}.`),
        to.split('.').length,
        answer?.content.toString(),
        answer?.properties.correlationId,
        answer?.properties.messageId,
        fields,
      ] as unknown[]
    },
    expected: [true, 5, 'answer', 'c-1', 'id-1', { consumerTag: '', deliveryTag: 1, redelivered: false, exchange: '', routingKey: true }],
  },
  {
    name: 'keeps the same name for all requests of a channel, and another for another channel',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const connection = await world.connect()
      const names = []
      for (const channel of [await world.channel(connection), await world.channel(connection)]) {
        await consuming(channel, DIRECT, { noAck: true })
        for (let n = 0; n < 2; n++) channel.sendToQueue(queue, body(`m${n}`), { replyTo: DIRECT })
        await untilReady(channel, queue, 2)
        for (let n = 0; n < 2; n++) names.push((await fetched(channel, queue, { noAck: true })).properties.replyTo as string)
      }
      return [names[0] === names[1], names[1] === names[2], names[2] === names[3]]
    },
    expected: [true, false, true],
  },
  {
    name: 'counts no delivery tags for answers, and takes none back',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const bare = await world.openedBare()
      bare.send(1, 'basic.consume', { queue: DIRECT, consumerTag: 'replies', noAck: true })
      const seen = [await next(bare)]
      bare.publish(1, { routingKey: queue }, 'question', { replyTo: DIRECT })
      const server = await world.channel()
      await untilReady(server, queue, 1)
      const to = String((await fetched(server, queue, { noAck: true })).properties.replyTo)
      for (const text of ['one', 'two']) server.sendToQueue(to, body(text))
      seen.push(await next(bare), await next(bare))
      bare.send(1, 'basic.ack', { deliveryTag: 1 })
      seen.push(await next(bare))
      return seen
    },
    expected: [
      { name: 'basic.consume-ok', args: { consumerTag: 'replies' } },
      {
        name: 'basic.deliver',
        args: { consumerTag: 'replies', deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'amq.rabbitmq.reply-to.…' },
      },
      {
        name: 'basic.deliver',
        args: { consumerTag: 'replies', deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'amq.rabbitmq.reply-to.…' },
      },
      { name: 'channel.close', args: { replyCode: 406, replyText: 'PRECONDITION_FAILED - unknown delivery tag 1', classId: 60, methodId: 80 } },
    ],
  },
  {
    name: 'wants its consumer without acks, once a channel, before a request is published',
    observe: async (world) => {
      const seen = []
      for (const ask of [
        (bare: Bare) => bare.send(1, 'basic.consume', { queue: DIRECT }),
        (bare: Bare) => {
          bare.send(1, 'basic.consume', { queue: DIRECT, noAck: true, nowait: true })
          bare.send(1, 'basic.consume', { queue: DIRECT, noAck: true })
        },
        (bare: Bare) => bare.publish(1, { routingKey: 'nowhere' }, 'x', { replyTo: DIRECT }),
        (bare: Bare) => {
          bare.send(1, 'basic.consume', { queue: DIRECT, noAck: true, consumerTag: 'c' })
          bare.send(1, 'basic.cancel', { consumerTag: 'c' })
          bare.publish(1, { routingKey: 'nowhere' }, 'x', { replyTo: DIRECT })
        },
      ]) {
        const bare = await world.openedBare()
        ask(bare)
        seen.push(await bare.closed())
      }
      return seen
    },
    expected: [
      { code: 406, text: 'PRECONDITION_FAILED - reply consumer cannot acknowledge', classId: 60, methodId: 20 },
      { code: 406, text: 'PRECONDITION_FAILED - reply consumer already set', classId: 60, methodId: 20 },
      { code: 406, text: 'PRECONDITION_FAILED - fast reply consumer does not exist', classId: 60, methodId: 40 },
      { code: 406, text: 'PRECONDITION_FAILED - fast reply consumer does not exist', classId: 60, methodId: 40 },
    ],
  },
  {
    name: 'says by a declaration whether who waits for an answer is still there',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const client = await world.channel()
      const { consumerTag } = await client.consume(DIRECT, () => undefined, { noAck: true })
      client.sendToQueue(queue, body('question'), { replyTo: DIRECT })
      const server = await world.channel()
      await untilReady(server, queue, 1)
      const to = String((await fetched(server, queue, { noAck: true })).properties.replyTo)
      const [declared, checked] = [await server.assertQueue(to), await server.checkQueue(to)]
      await client.cancel(consumerTag)
      const closed = await refused(server, () => server.checkQueue(to))
      return [
        { ...declared, queue: declared.queue === to },
        { ...checked, queue: '' },
        { ...closed, text: closed.text.replace(to, DIRECT) },
      ]
    },
    expected: [
      { queue: true, messageCount: 0, consumerCount: 1 },
      { queue: '', messageCount: 0, consumerCount: 1 },
      { code: 404, text: "NOT_FOUND - no queue 'amq.rabbitmq.reply-to' in vhost '/'", classId: 50, methodId: 10 },
    ],
  },
  {
    name: 'confirms an answer, and drops it where nobody waits any more; mandatory ones come back even when they arrive',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const client = await world.channel()
      const inbox = new Inbox()
      await client.consume(DIRECT, inbox.take, { noAck: true })
      client.sendToQueue(queue, body('question'), { replyTo: DIRECT })
      const server = await world.confirming()
      await untilReady(server, queue, 1)
      const to = String((await fetched(server, queue, { noAck: true })).properties.replyTo)
      const seen: string[] = []
      server.on('return', () => seen.push('returned'))
      server.sendToQueue(to, body('answer'), { mandatory: true })
      await server.waitForConfirms()
      await inbox.has(1)
      await client.close()
      server.sendToQueue(to, body('too late'))
      await server.waitForConfirms()
      return [seen, inbox.told]
    },
    expected: [['returned'], ['answer']],
  },
]

// What there is to see of messages, and ways to wait that ask the broker instead of a clock.
import type { Channel, ConfirmChannel, ConsumeMessage, GetMessage, Options } from 'amqplib'
import { Inbox, told, type World } from './client.fixture.ts'

/** A message without what amqplib says of properties that are not there; a broker's own time is `now` where it is. */
export function letter({ content, fields, properties }: ConsumeMessage | GetMessage): unknown {
  const { exchange, routingKey, redelivered } = fields
  const given = Object.entries(properties).filter(([, value]) => value !== undefined)
  const text = JSON.stringify({ body: content.toString(), exchange, routingKey, redelivered, ...Object.fromEntries(given) })
  return JSON.parse(text, (_, value: unknown) => (isNow(value) ? 'now' : value))
}

function isNow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('!' in value) || !('value' in value)) return false
  return value['!'] === 'timestamp' && typeof value.value === 'number' && Math.abs(value.value - Date.now() / 1000) < 60
}

/** The `x-death` of a message, each as reason/queue/count. */
export function deaths(message: ConsumeMessage | GetMessage): string[] {
  const headers = message.properties.headers ?? {}
  const list = (headers['x-death'] ?? []) as readonly { reason: string; queue: string; count: number }[]
  return list.map(({ reason, queue, count }) => `${reason} in ${queue.split('.')[0] ?? ''}, ${count}`)
}

/** Takes all that is ready, as Inbox tells it. */
export async function emptied(channel: Channel, queue: string): Promise<string[]> {
  const all: string[] = []
  for (;;) {
    const message = await channel.get(queue, { noAck: true })
    if (message === false) return all
    all.push(told(message))
  }
}

/** Publishes in order and returns when all is confirmed, or refused: the bodies of what was refused. */
export async function published(channel: ConfirmChannel, queue: string, bodies: readonly string[], options: Options.Publish = {}): Promise<string[]> {
  const refused: string[] = []
  const sent = bodies.map(
    (text) =>
      new Promise<void>((resolve) =>
        channel.sendToQueue(queue, Buffer.from(text), options, (error: unknown) => {
          if (error !== null) refused.push(text)
          resolve()
        }),
      ),
  )
  await Promise.all(sent)
  return refused
}

/** A consumer whose deliveries are to be awaited by number. */
export async function consuming(channel: Channel, queue: string, options?: Options.Consume): Promise<Inbox> {
  const inbox = new Inbox()
  await channel.consume(queue, inbox.take, options)
  return inbox
}

/** Waits by the broker's own clock: until a message of so many milliseconds has expired. */
export async function elapsed(world: World, milliseconds: number): Promise<void> {
  const channel = await world.confirming()
  const { queue: out } = await channel.assertQueue('', { exclusive: true })
  const { queue: clock } = await channel.assertQueue('', { exclusive: true, deadLetterExchange: '', deadLetterRoutingKey: out })
  const inbox = await consuming(channel, out, { noAck: true })
  await published(channel, clock, ['tick'], { expiration: milliseconds })
  await inbox.has(1)
}

// A Recording as long as a bench needs it: a queue, a consumer with a prefetch, and each message published, delivered and acknowledged.
// Every hundredth is given back once and comes again.
import type { Event, RecordingHeader, Unnumbered } from '@ackademy/contract/recording.ts'

export const header: RecordingHeader = {
  format: 'ackademy-recording/1',
  exercise: 'simple-consumer',
  contentHash: '',
  engine: 'bench',
  services: {},
  seed: 'bench',
}

const PREFETCH = 50
/** How far the producer is ahead of the consumer. */
const AHEAD = 200
const RETURNS = 100

/** So many events, spread evenly over the time. */
export function flood(count: number, overMs: number): Event[] {
  const events: Event[] = []
  const say = (event: Unnumbered) => {
    if (events.length < count) events.push({ seq: events.length + 1, at: Math.round((events.length * overMs * 10) / count) / 10, ...event })
  }
  const amqp = { source: 'amqp', program: 'consumer', connection: 1 } as const
  const on = { ...amqp, channel: 1 } as const
  const message = (id: number) => {
    const text = JSON.stringify({ submission: id, answers: ['a', 'b', 'c'] })
    const body = { size: text.length, sha256: id.toString(16).padStart(64, '0'), base64: btoa(text) }
    return { exchange: '', routingKey: 'flood', properties: { messageId: `m${id}`, deliveryMode: 2 }, body }
  }
  say({ source: 'process', type: 'process.start', program: 'consumer', run: 1, file: 'consumer.js' })
  say({ ...amqp, type: 'socket.open' })
  say({ ...on, type: 'channel.open' })
  say({ ...on, type: 'channel.open-ok' })
  const bits = { passive: false, durable: true, exclusive: false, autoDelete: false }
  say({ ...on, type: 'queue.declare', queue: 'flood', ...bits, arguments: {} })
  say({ ...on, type: 'queue.declare-ok', queue: 'flood', messageCount: 0, consumerCount: 0 })
  say({ ...on, type: 'basic.qos', prefetchSize: 0, prefetchCount: PREFETCH, global: false })
  say({ ...on, type: 'basic.qos-ok', from: 'broker' })
  say({ ...on, type: 'basic.consume', queue: 'flood', consumerTag: 'tag', noLocal: false, noAck: false, exclusive: false, arguments: {} })
  say({ ...on, type: 'basic.consume-ok', consumerTag: 'tag' })

  const ready: { id: number; redelivered: boolean }[] = []
  const held: { id: number; tag: number; redelivered: boolean }[] = []
  let tag = 0
  for (let id = 1; events.length < count; id++) {
    say({ ...on, type: 'basic.publish', mandatory: false, immediate: false, ...message(id) })
    ready.push({ id, redelivered: false })
    while (ready.length > AHEAD) {
      const [next] = ready.splice(0, 1)
      if (next === undefined) break
      say({ ...on, type: 'basic.deliver', consumerTag: 'tag', deliveryTag: ++tag, redelivered: next.redelivered, ...message(next.id) })
      held.push({ ...next, tag })
      if (held.length < PREFETCH) continue
      const [oldest] = held.splice(0, 1)
      if (oldest === undefined) break
      if (oldest.redelivered || oldest.tag % RETURNS > 0) say({ ...on, type: 'basic.ack', from: 'program', deliveryTag: oldest.tag, multiple: false })
      else {
        say({ ...on, type: 'basic.nack', from: 'program', deliveryTag: oldest.tag, multiple: false, requeue: true })
        ready.unshift({ id: oldest.id, redelivered: true })
      }
    }
  }
  return events
}

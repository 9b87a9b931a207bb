// JavaScript that runs for the first time is compiled then, which in a flood of events takes most of a frame. So what each event goes through is run once
// on a few of them while the page is idle.
import { ServerMessage } from '@ackademy/contract/protocol.ts'
import { summary } from '@ackademy/wire/summary.ts'
import { Timeline } from '@ackademy/wire/timeline.ts'

const ON = { source: 'amqp', program: 'p', connection: 1, channel: 1 }
const MESSAGE = { exchange: '', routingKey: 'q', properties: { messageId: 'm' }, body: { size: 2, sha256: '0'.repeat(64), base64: 'e30=' } }
const DECLARED = { queue: 'q', passive: false, durable: true, exclusive: false, autoDelete: false, arguments: {} }
const CONSUMED = { queue: 'q', consumerTag: 't', noLocal: false, noAck: false, exclusive: false, arguments: {} }
const delivered = (deliveryTag: number) => ({ type: 'basic.deliver', consumerTag: 't', deliveryTag, redelivered: deliveryTag > 1, ...MESSAGE })

export function rehearse(): void {
  const said = [
    { type: 'queue.declare', ...DECLARED },
    { type: 'queue.declare-ok', queue: 'q', messageCount: 0, consumerCount: 0 },
    { type: 'basic.consume', ...CONSUMED },
    { type: 'basic.consume-ok', consumerTag: 't' },
    { type: 'basic.publish', mandatory: false, immediate: false, ...MESSAGE },
    delivered(1),
    { type: 'basic.nack', from: 'program', deliveryTag: 1, multiple: false, requeue: true },
    delivered(2),
    { type: 'basic.ack', from: 'program', deliveryTag: 2, multiple: false },
  ]
  const message = ServerMessage.parse({ type: 'events', events: said.map((one, index) => ({ seq: index + 1, at: index, ...ON, ...one })) })
  if (message.type !== 'events') return
  Timeline.of(message.events)
  message.events.forEach(summary)
}

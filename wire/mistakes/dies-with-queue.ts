import type { Wire } from '../wire.ts'
import { ending, some, type Seen } from './seen.ts'

/** The program died, without a goodbye, when its queue was deleted: amqplib calls a cancelled consumer's handler with null. */
export function diesWithQueue(wire: Wire, program: string): Seen | undefined {
  const deleted = wire.all('lab.queue-delete').findLast(({ queue }) => wire.consumers.some((consumer) => consumer.queue === queue))
  if (deleted === undefined) return undefined
  const after = (event: { readonly program: string; readonly seq: number }) => event.program === program && event.seq > deleted.seq
  const exit = wire.all('process.exit').find((event) => after(event) && event.by === 'itself' && event.code !== 0)
  const cancel = wire.all('basic.cancel').find((event) => after(event) && event.from === 'broker')
  const missing = wire.refusals.find((event) => after(event) && event.replyCode === 404)
  if (exit === undefined || (cancel ?? missing) === undefined) return undefined
  return {
    mistake: 'dies-with-queue',
    message:
      `The queue ${deleted.queue} was deleted${cancel ? ', RabbitMQ cancelled your consumer (basic.cancel): amqplib calls your handler with null in the place of a message then, other clients emit an error' : ''}. ` +
      `Your program died of it (${ending(exit)}). ` +
      'There is nothing to read and nothing to acknowledge: return at once, or declare the queue and consume again.',
    evidence: some([deleted.seq, cancel?.seq, missing?.seq, exit.seq]),
  }
}

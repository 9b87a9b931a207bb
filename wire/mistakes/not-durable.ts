import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** The queue was declared without durable: it is gone after a restart, its persistent messages with it. */
export function notDurable(wire: Wire, queue: string): Seen | undefined {
  const declares = wire.all('queue.declare').filter((declare) => declare.queue === queue && !declare.passive && !declare.durable)
  if (declares.length === 0) return undefined
  const refusal = wire.refusals.find((closure) => closure.replyCode === 406 && closure.replyText.includes("'durable'"))
  return {
    mistake: 'not-durable',
    message:
      `The queue ${queue} was declared with durable=false: when the broker restarts the queue is gone, and every message in it. Declare it with durable: true.` +
      (refusal ? ` RabbitMQ refused: ${refusal.replyCode} ${refusal.replyText}.` : ''),
    evidence: some([...declares.map((declare) => declare.seq), refusal?.seq]),
  }
}

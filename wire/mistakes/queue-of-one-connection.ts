import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** A queue that has to outlive its connection was declared exclusive or auto-delete. */
export function queueOfOneConnection(wire: Wire, queue: string): Seen | undefined {
  const declares = wire.all('queue.declare').filter((declare) => declare.queue === queue && (declare.exclusive || declare.autoDelete))
  const [first] = declares
  if (first === undefined) return undefined
  return {
    mistake: 'queue-of-one-connection',
    message: first.exclusive
      ? `The queue ${queue} was declared exclusive: it is deleted when its connection ends, with every message in it, durable or not. Leave exclusive to queues that nobody needs after you.`
      : `The queue ${queue} was declared auto-delete: it is deleted when its last consumer leaves, with every message in it. A restart makes all consumers leave.`,
    evidence: some(declares.map(({ seq }) => seq)),
  }
}

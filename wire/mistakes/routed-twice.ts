import type { Wire } from '../wire.ts'
import { arrivals, publishedTo } from './routed.ts'
import { some, type Seen } from './seen.ts'

/** One message met the bindings of two queues of a program, and came out of each. */
export function routedTwice(wire: Wire, program: string, exchange: string): Seen | undefined {
  for (const message of publishedTo(wire, exchange)) {
    const came = arrivals(wire, program, message)
    const queues = [...new Set(came.map(({ queue }) => queue ?? ''))]
    if (queues.length < 2) continue
    return {
      mistake: 'routed-twice',
      message:
        `The message with the key ${message.routingKey} came to ${program} ${came.length} times, from the queues ${queues.join(' and ')}: each has a binding that lets it through. ` +
        'However many of its bindings a message meets, a queue takes it once: bind one queue twice.',
      evidence: some([message.seq, ...came.map(({ event }) => event.seq)]),
    }
  }
  return undefined
}

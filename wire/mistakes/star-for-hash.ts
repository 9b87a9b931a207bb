import { topicMatches } from '../topic.ts'
import type { Wire } from '../wire.ts'
import { arrivals, bindingsFor, publishedTo } from './routed.ts'
import { count, some, type Seen } from './seen.ts'

/** A wanted message went past a pattern with `*` that would have met it with `#`. */
export function starForHash(wire: Wire, program: string, exchange: string, wanted: (key: string) => boolean): Seen | undefined {
  if (wire.deadline === undefined) return undefined
  const missed = publishedTo(wire, exchange).filter((message) => wanted(message.routingKey) && arrivals(wire, program, message).length === 0)
  for (const { routingKey: pattern, event, since } of bindingsFor(wire, program, exchange)) {
    const words = pattern.split('.')
    if (since === undefined || !words.includes('*')) continue
    const meant = words.map((word) => (word === '*' ? '#' : word)).join('.')
    const past = missed.filter(({ seq, routingKey }) => seq > since && topicMatches(meant, routingKey))
    const [first] = past
    if (first === undefined) continue
    return {
      mistake: 'star-for-hash',
      message:
        `${count(past.length, 'wanted message')} went past your pattern ${pattern}, the first with the key ${first.routingKey}. ` +
        '* stands for exactly one word; # stands for any number of words, none included.',
      evidence: some([event.seq, ...past.map(({ seq }) => seq), wire.deadline.seq]),
    }
  }
  return undefined
}

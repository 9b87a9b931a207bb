import type { Publish } from '../message.ts'
import { count, some, type Seen } from './seen.ts'

/** Requests went out without the property correlation_id: their replies can be told apart by nothing. */
export function noCorrelationId(requests: readonly Publish[]): Seen | undefined {
  const bare = requests.filter(({ event }) => event.properties.correlationId === undefined)
  if (bare.length === 0) return undefined
  return {
    mistake: 'no-correlation-id',
    message: `${count(bare.length, 'request')} went out without a correlation id. Replies need not come in the order of the requests, and then nothing says which one a reply answers. Pass { correlationId }, another one for each request.`,
    evidence: some(bare.map(({ event }) => event.seq)),
  }
}

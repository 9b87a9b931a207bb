import type { Publish } from '../message.ts'
import { some, type Seen } from './seen.ts'

/** Several requests bear one correlation id. */
export function correlationIdReused(requests: readonly Publish[]): Seen | undefined {
  const byId = Map.groupBy(
    requests.filter(({ event }) => event.properties.correlationId !== undefined),
    ({ event }) => event.properties.correlationId,
  )
  const shared = [...byId].find(([, alike]) => alike.length > 1)
  if (shared === undefined) return undefined
  const [id, alike] = shared
  return {
    mistake: 'correlation-id-reused',
    message: `${alike.length} requests bear the same correlation id “${(id ?? '').slice(0, 40)}”: their replies can’t be told apart. It names a request, not a client: make a new one, say randomUUID(), for each.`,
    evidence: some(alike.map(({ event }) => event.seq)),
  }
}

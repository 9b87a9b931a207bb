import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** The program sent some of its requests and waited for a reply, while the lab waited for the rest of them. */
export function asksOneByOne(wire: Wire, requests: readonly Publish[], expected: number): Seen | undefined {
  const deadline = wire.deadline
  if (deadline === undefined || requests.length === 0 || requests.length >= expected) return undefined
  const programs = new Set(requests.map(({ event }) => event.program))
  if (wire.all('process.exit').some((exit) => programs.has(exit.program) && exit.seq < deadline.seq)) return undefined
  return {
    mistake: 'asks-one-by-one',
    message: `Your program sent ${count(requests.length, 'request')} of ${expected}, and none more in the ${(deadline.waitedMs / 1000).toFixed(1)} s the lab waited: it waits for a reply first. An await in a loop asks one after the other, and each waits for all before it: send them all, then wait for all (Promise.all).`,
    evidence: some([...requests.map(({ event }) => event.seq), deadline.seq]),
  }
}

// What a broker's management counts, once it shows what is expected: its statistics lag behind, and nothing tells when they are there.
import { setTimeout as elapsed } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Counts } from '@ackademy/contract/scenario.ts'
import { LabError } from '../errors.ts'
import { Management } from '../services/management.ts'
import type { VirtualHost } from '../services/rabbitmq.ts'

/** How far behind they may be, and how often it is asked. */
const STATISTICS_MS = 15_000
const LOOK_MS = 100

/** `now`: a monotonic clock in ms. Throws LabError `broker-failed` when it is not shown in time, and the signal's reason. */
export async function countsOnce(host: VirtualHost, expected: Counts, given: { now: () => number; signal: AbortSignal }): Promise<Counts> {
  const { name, user: username, password, management } = host
  const { now, signal } = given
  const asking = new Management(() => Object.assign(new URL(management), { username, password }))
  for (const from = now(); ; await elapsed(LOOK_MS, undefined, { signal })) {
    const counts = await asking.counts(name)
    const seen = { queues: pick(counts.queues, expected.queues), consumers: pick(counts.consumers, expected.consumers) }
    if (isDeepStrictEqual(seen, expected)) return seen
    if (now() - from > STATISTICS_MS)
      throw new LabError(
        'broker-failed',
        `The broker’s management showed ${JSON.stringify(seen)} for ${STATISTICS_MS / 1000} s, where ${JSON.stringify(expected)} was expected.`,
        'Run again; if it stays so, please report it.',
      )
  }
}

/** Of what was seen, what was asked for. */
const pick = <T>(seen: Readonly<Record<string, T>>, wanted: object): Record<string, T> =>
  Object.fromEntries(Object.keys(wanted).flatMap((name) => (seen[name] === undefined ? [] : [[name, seen[name]]])))

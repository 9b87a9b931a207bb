import type { Wire } from '../wire.ts'
import { attemptsBy, copiesOf, type Identify } from './attempts.ts'
import { some, type Seen } from './seen.ts'

/** More attempts than there should be. `loses-count`: the copies a program made of the message bear nothing to count by. */
export function triesForEver(wire: Wire, idOf: Identify, most: number, results: string): Seen | undefined {
  for (const [id, attempts] of attemptsBy(wire, idOf)) {
    if (attempts.length <= most) continue
    const copies = copiesOf(wire, idOf, results).filter(({ event }) => idOf(event) === id)
    const bare = copies.length > 0 && copies.every(({ event }) => Object.keys(event.properties.headers ?? {}).length === 0)
    return {
      mistake: bare ? 'loses-count' : 'tries-for-ever',
      message:
        `The same submission was tried ${attempts.length} times; at most ${most} were asked for. ` +
        (bare
          ? 'Your program publishes a fresh copy each time, without headers: every attempt looks like the first. Pass the headers on, with the number of the attempt.'
          : 'The x-death header counts how often it died in each queue: read the number of the attempt from there, and give up in time.'),
      evidence: some([...attempts.map(({ event }) => event.seq), ...copies.map(({ event }) => event.seq)]),
    }
  }
  return undefined
}

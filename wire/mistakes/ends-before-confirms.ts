import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** The program closed or ended while the broker still owed confirms. */
export function endsBeforeConfirms(wire: Wire, publishes: readonly Publish[]): Seen | undefined {
  const closes = [
    ...wire.all('channel.close').filter((event) => event.from === 'program'),
    ...wire.all('connection.close').filter((event) => event.from === 'program'),
    ...wire.all('socket.end').filter((event) => event.by === 'program'),
  ].sort((a, b) => a.seq - b.seq)
  const owed = publishes.flatMap((publish) => {
    if (publish.confirmTag === undefined) return []
    const answered = publish.confirmedBy ?? publish.nackedBy ?? Infinity
    const close = closes.find(
      ({ connection, seq }) => connection === publish.event.connection && (publish.lost === 'after-close' || seq > publish.event.seq),
    )
    return close !== undefined && (close.seq < answered || wasHeld(wire, answered, close.seq)) ? [{ publish, close }] : []
  })
  const first = owed[0]
  if (first === undefined) return undefined
  const late = owed.filter(({ publish }) => publish.lost === 'after-close').length
  return {
    mistake: 'ends-before-confirms',
    message: `Your program ended before the broker had confirmed ${count(owed.length, 'message')}. What is lost on the way is lost unseen: wait for the confirms (await channel.waitForConfirms()) before you close.${late > 0 ? ` Here connection.close even overtook ${count(late, 'message')} that still lay in the client’s buffer: the broker never took ${late === 1 ? 'it' : 'them'}.` : ''}`,
    evidence: some([...owed.map(({ publish }) => publish.event.seq), first.close.seq]),
  }
}

/** The confirm was numbered when the lab read it, but lay at the tap when the program closed. */
const wasHeld = (wire: Wire, confirm: number, close: number): boolean => {
  const hold = wire.all('lab.hold').find((event) => event.heldSeq === confirm)
  if (hold === undefined) return false
  const release = wire.all('lab.release').find((event) => event.heldSeq === confirm)
  return release === undefined || release.seq > close
}

import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** Messages came back by basic.return and the program did nothing about them. `noticed`: how its notice shows on the wire. */
export function ignoresReturns(wire: Wire, publishes: readonly Publish[], noticed: (returned: Publish) => Publish | undefined): Seen | undefined {
  const over = wire.ended || wire.all('process.exit').length > 0
  const ignored = publishes.filter((publish) => publish.returnedBy !== undefined && noticed(publish) === undefined)
  if (!over || ignored.length === 0) return undefined
  const code = wire.all('basic.return').find(({ seq }) => seq === ignored[0]?.returnedBy)
  const confirmed = ignored.some(({ confirmedBy }) => confirmedBy !== undefined)
  const close = [...wire.all('channel.close'), ...wire.all('connection.close')].find((event) => event.from === 'program')
  const late = ignored.filter(({ returnedBy = 0 }) => close !== undefined && returnedBy > close.seq)
  return {
    mistake: 'ignores-returns',
    message:
      `${count(ignored.length, 'message')} of ${publishes.length} came back as basic.return${code ? ` (${code.replyCode} ${code.replyText})` : ''}, and your program did nothing about ${ignored.length === 1 ? 'it' : 'them'}. ` +
      (late.length > 0
        ? 'It had closed before they came. A return comes before the confirm of its message: who has waited for all confirms has seen all returns.'
        : `${confirmed ? 'The confirm that follows says only that the broker is done with the message, not that a queue has it. ' : ''}Listen for what comes back: channel.on('return', …).`),
    evidence: some([
      ...ignored.flatMap(({ event, returnedBy, confirmedBy }) => [event.seq, returnedBy, confirmedBy]),
      late.length > 0 ? close?.seq : undefined,
    ]),
  }
}

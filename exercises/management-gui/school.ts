// The school's programs, and what state they leave its queues in: all by the Recording's seed.
//
//   submissions   a consumer that never acknowledges: some unacknowledged, some ready
//   mails         a consumer that does its work: empty
//   reports       nobody consumes: all ready, and more than in submissions
//   log           what the first reports
import type { Counts } from '@ackademy/contract/scenario.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import type { Lab } from '../_kit/scenario.ts'

export const QUEUES = ['submissions', 'mails', 'reports'] as const
export const LOG = 'log'

/** Milliseconds: RabbitMQ's default. The exercise's broker begins with a second. */
const HALF_AN_HOUR = 1_800_000
/** Longer than a consumer may keep an acknowledgement back, and the broker may take to look. */
const UNTIL_CLOSED_MS = 20_000

export async function open(lab: Lab): Promise<void> {
  for (const queue of [...QUEUES, LOG]) {
    await lab.deleteQueue(queue)
    await lab.declareQueue(queue)
  }
  const upTo = (least: number, choices: number) => least + Math.floor(lab.random() * choices)
  const tag = (role: string) => `${role}-${lab.id().slice(0, 6)}`
  // no two of these numbers are equal, whatever the seed says
  const held = upTo(2, 3)
  const ready = held + upTo(2, 3)
  const reports = held + ready + upTo(1, 5)
  const [stuck, mailer] = [tag('grader'), tag('mailer')]
  const publish = async (queue: string, count: number) => {
    for (let n = 0; n < count; n++) await lab.publish({ routingKey: queue, json: { id: lab.id() }, properties: { deliveryMode: 2 } })
  }

  lab.step('The school’s programs begin their work')
  await lab.employ(stuck, { queue: 'submissions', prefetch: held, acknowledges: false, reportsTo: LOG })
  // its channel keeps the timeout it was opened with; the next one may hold what it is given while the learner looks
  await lab.setConsumerTimeout(HALF_AN_HOUR)
  await lab.employ(mailer, { queue: 'mails', prefetch: 10, acknowledges: true })
  await publish('submissions', held + ready)
  await publish('reports', reports)
  await publish('mails', upTo(3, 5))
  lab.step('Wait until the broker closes the channel of a consumer that acknowledges nothing')
  const heldAgain = (wire: Wire) => timeouts(wire).length > 0 && takenSince(wire, stuck).length === held
  if (!(await lab.until('the acknowledgement timeout, and the same deliveries once more', heldAgain, { quietMs: UNTIL_CLOSED_MS })))
    throw new Error(
      `of ${held + ready} submissions ${lab.wire.deliveries.length} were given to ${stuck}, and after ${timeouts(lab.wire).length} timeouts of its channel ${takenSince(lab.wire, stuck).length} of ${held}`,
    )
  await lab.counted({
    queues: {
      submissions: { ready, unacknowledged: held },
      mails: { ready: 0, unacknowledged: 0 },
      reports: { ready: reports, unacknowledged: 0 },
    },
    consumers: { [stuck]: { queue: 'submissions', unacknowledged: held }, [mailer]: { queue: 'mails', unacknowledged: 0 } },
  })
}

/** What a consumer was given since the last time its channel was closed. */
const takenSince = (wire: Wire, consumer: string) =>
  wire.deliveries.filter(({ event }) => event.program === consumer && event.seq > (timeouts(wire).at(-1)?.seq ?? 0))

/** The state the program was to look at. */
export const stateOf = (wire: Wire): (Of<'broker.counts'> & Counts) | undefined => wire.last('broker.counts')

export const stuckIn = (wire: Wire): string | undefined =>
  Object.entries(stateOf(wire)?.consumers ?? {}).find(([, { unacknowledged }]) => unacknowledged > 0)?.[0]

/** Channels that the broker closed for an acknowledgement that was kept back. */
export const timeouts = (wire: Wire): readonly Of<'channel.close'>[] =>
  wire.all('channel.close').filter((close) => close.from === 'broker' && close.replyText.includes('delivery acknowledgement on channel'))

/** The broker closed a connection of the school's, as an operator asked it to. */
export const closures = (wire: Wire): readonly Of<'connection.close'>[] => {
  const employed = Object.keys(stateOf(wire)?.consumers ?? {})
  return wire.all('connection.close').filter((close) => close.from === 'broker' && employed.includes(close.program))
}

export const freed = (wire: Wire): Of<'connection.close'> | undefined => closures(wire).find(({ program }) => program === stuckIn(wire))

/** What was in submissions, and was acknowledged in the end. */
export const acknowledged = (wire: Wire): readonly Of<'lab.publish'>[] => {
  const settled = new Set(wire.deliveries.flatMap(({ event, settledBy }) => (settledBy ? [event.properties.messageId] : [])))
  return handedIn(wire).filter(({ messageId }) => settled.has(messageId))
}
export const handedIn = (wire: Wire): readonly Of<'lab.publish'>[] => wire.given.filter(({ routingKey }) => routingKey === 'submissions')

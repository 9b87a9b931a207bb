// Which courses have a queue is drawn anew each time, so only the broker's returns can tell what was unroutable.
// The broker's first answer is held at the tap, and later the first confirm of a note: who waits, waits; who doesn't, ends, and is seen to.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { Lab, Scenario } from '../_kit/scenario.ts'
import { EXCHANGE, NOTES, notes, queueOf } from './announcements.ts'

const COURSES = ['brokers', 'containers', 'databases', 'kubernetes', 'services', 'testing']
const TEXTS = ['The lab is open on Friday.', 'There is a new exercise.', 'The deadline is Monday.', 'Bring a laptop.']
const WITH_QUEUE = 3
const ROUTABLE = 5

export default {
  async prepare(lab) {
    const courses = shuffled(lab, COURSES)
    for (const course of courses) await lab.deleteQueue(queueOf(course)) // of an earlier free run
    await lab.declareExchange(EXCHANGE, 'direct')
    await lab.declareQueue(NOTES)
    for (const course of courses.slice(0, WITH_QUEUE)) {
      await lab.declareQueue(queueOf(course))
      await lab.bindQueue(queueOf(course), EXCHANGE, course)
    }
    const announce = (from: readonly string[]) => ({ id: lab.id(), course: pick(lab, from), text: pick(lab, TEXTS) })
    const unroutable = 2 + Math.floor(lab.random() * 3)
    const announcements = [
      ...Array.from({ length: ROUTABLE }, () => announce(courses.slice(0, WITH_QUEUE))),
      ...Array.from({ length: unroutable }, () => announce(courses.slice(WITH_QUEUE))),
    ]
    await lab.give('announcements.json', shuffled(lab, announcements))
  },

  async check(lab) {
    const answer = lab.hold('producer', 'the broker’s first answer', (event) => event.type === 'basic.return' || isConfirm(event))
    const noted = lab.hold('producer', 'the confirm of a note', (event) =>
      notes(lab.wire).some(({ confirmedBy, nackedBy }) => (confirmedBy ?? nackedBy) === event.seq),
    )
    lab.step('Start the producer; keep the broker’s answers back')
    await lab.start('producer')
    for (const hold of [answer, noted]) {
      if (await hold.reached) {
        lab.step('See whether the producer waits')
        await lab.rest('whether the producer waits', { quietMs: 1000 })
      }
      lab.step('Let the answers pass')
      hold.release()
    }
    await lab.until('the producer ends', (wire) => wire.all('process.exit').length > 0)
    await lab.stop('producer')
    for (const course of COURSES) await lab.ask(queueOf(course))
    await lab.ask(NOTES)
  },
} satisfies Scenario

const isConfirm = (event: AmqpEvent) => (event.type === 'basic.ack' || event.type === 'basic.nack') && event.from === 'broker'

const pick = (lab: Lab, from: readonly string[]): string => from[Math.floor(lab.random() * from.length)] ?? ''

/** The same things in an order drawn from the seed. */
function shuffled<T>(lab: Lab, things: readonly T[]): T[] {
  const left = [...things]
  return things.flatMap(() => left.splice(Math.floor(lab.random() * left.length), 1))
}

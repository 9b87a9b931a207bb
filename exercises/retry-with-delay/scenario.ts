// First submissions that succeed in the end; then, alone, one that never does, so that a crash meets nothing else on its way.
//
// Two points of the protocol decide whether its copy is made safely. The first publish of a copy is held, the program is killed, and the
// frame thrown away: who has acknowledged before has lost the message. Then, after the new start, the broker's confirm of the next copy
// is held: who acknowledges meanwhile does not wait for it.
import type { Lab, Scenario } from '../_kit/scenario.ts'
import { grading } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'
import { copies, endless, GRADES, gradable, handInDoomed, handInPatient, idOf, isSettled, PARKED, parked, ready } from './submissions.ts'

export default {
  async prepare(lab) {
    await lab.declareQueue(GRADES, { durable: true })
    await lab.declareQueue(PARKED, { durable: true })
  },

  async practice(lab) {
    if (!(await lab.until('the consumer waits for submissions', ready))) return
    await handInPatient(lab)
    await handInDoomed(lab, lab.id())
  },

  async check(lab) {
    await lab.takeFrom(PARKED)
    lab.step('Start the consumer')
    await lab.start('consumer')
    if (await lab.until('the consumer waits for submissions', ready)) {
      lab.step('Hand in submissions that a busy service keeps waiting')
      await handInPatient(lab)
      await lab.until('a total for each of them', (wire) => {
        const work = answered(wire, grading)
        const graded = (id: string) => wire.deliveries.some((delivery) => idOf(delivery.event) === id && work(delivery))
        return endless(wire) || gradable(wire).every(({ messageId }) => graded(messageId) && isSettled(wire, messageId))
      })
      if (!endless(lab.wire)) await lastOne(lab)
    }
    lab.step('Stop the consumer')
    await lab.stop('consumer')
    await lab.ask('submissions')
    await lab.ask(PARKED)
  },
} satisfies Scenario

const held = (lab: Lab): number => lab.wire.all('lab.hold').length

async function lastOne(lab: Lab): Promise<void> {
  // known before it is published: the program may have it before the lab's own publish is confirmed
  const id = lab.id()
  const crash = lab.hold(
    'consumer',
    'the first copy of it',
    (event) => event.type === 'basic.publish' && event.routingKey !== GRADES && idOf(event) === id,
  )
  lab.step('Hand in one that never succeeds')
  await handInDoomed(lab, id)
  await lab.until('its first copy', (wire) => held(lab) > 0 || parked(wire, id).length > 0 || endless(wire))
  if (held(lab) > 0) await crashAndGoOn(lab, id)
  crash.release()
  await lab.until('it in parked, and settled', (wire) => endless(wire) || (parked(wire, id).length > 0 && isSettled(wire, id)))
}

async function crashAndGoOn(lab: Lab, id: string): Promise<void> {
  lab.step('Kill the consumer while it publishes the copy; the copy never arrives')
  await lab.kill('consumer')
  const after = lab.wire.last('lab.kill')?.seq ?? 0
  const unconfirmed = () => copies(lab.wire, id).find(({ event, confirmTag }) => event.seq > after && confirmTag !== undefined)
  const confirm = lab.hold('consumer', 'the broker’s confirm of the copy', (event) => {
    const copy = unconfirmed()?.event
    const isConfirm = (event.type === 'basic.ack' || event.type === 'basic.nack') && event.from === 'broker'
    return isConfirm && copy !== undefined && event.connection === copy.connection && event.channel === copy.channel
  })
  lab.step('Start the consumer again, and keep back the broker’s confirm of its next copy')
  await lab.start('consumer')
  const settledAgain = () =>
    lab.wire.deliveries.some(({ event, settledBy }) => event.seq > after && idOf(event) === id && settledBy?.event.type === 'basic.ack')
  await lab.until('the next copy', (wire) => held(lab) > 1 || settledAgain() || endless(wire))
  if (held(lab) > 1) await lab.rest('whether the consumer waits for the confirm', { quietMs: 500 })
  lab.step('Let the confirm pass')
  confirm.release()
}

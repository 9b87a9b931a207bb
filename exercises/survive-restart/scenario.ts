// The restart is at a point of the protocol: a total has been published, and its confirm is held at the tap. Then the broker is stopped, and
// what it said last is thrown away with the connection: the program can't know whether its total was kept. The broker stays down until the
// program has dialled in vain once, so that one try is not enough on any engine.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import type { Lab, Scenario } from '../_kit/scenario.ts'
import { grading, handIn } from '../_kit/submissions.ts'
import { answers } from '../_kit/work.ts'
import { GRADES, isSettled, ready, SUBMISSIONS } from './submissions.ts'

const BEFORE = 2
const DURING = 4
/** task.md asks for an attempt a second; a busy machine may be late. */
const PATIENCE = { quietMs: 4000 }
/** So often, and it won't be taken the next time. */
const TURNED_AWAY = 3
/** Nothing is concluded from it: who dials later finds the broker up. */
const DIALS_WITHIN = { quietMs: 2000 }

export default {
  async prepare(lab) {
    for (const queue of [SUBMISSIONS, GRADES]) await lab.deleteQueue(queue) // of an earlier free run, perhaps with other arguments
  },

  async practice(lab) {
    if (!(await lab.until('the consumer waits for submissions', ready))) return
    await handIn(lab, BEFORE)
    if (!(await lab.until('a total for each of them', done))) return
    lab.step('Restart the broker')
    await lab.stopBroker()
    await lab.startBroker()
    await handIn(lab, DURING)
  },

  async check(lab) {
    lab.step('Start the consumer')
    await lab.start('consumer')
    await lab.until('the consumer waits for submissions', (wire) => ready(wire) || isTurnedAway(wire))
    if (ready(lab.wire)) {
      lab.step(`Hand in ${BEFORE} submissions`)
      await handIn(lab, BEFORE)
      if (await lab.until('a total and an acknowledgement for each of them', done)) await restart(lab)
    }
    lab.step('Stop the consumer, and look what the broker has')
    await lab.stop('consumer')
    await lab.ask(SUBMISSIONS)
    await lab.ask(GRADES)
    await lab.takeAll(GRADES)
  },
} satisfies Scenario

async function restart(lab: Lab): Promise<void> {
  const confirm = lab.hold('consumer', 'the broker’s confirm of a total', isConfirm)
  lab.step(`Hand in ${DURING} more, and keep back the confirm of a total`)
  await handIn(lab, DURING)
  const held = () => lab.wire.all('lab.hold').length > 0
  await lab.until('a total that is not confirmed yet', (wire) => held() || done(wire))
  await lab.rest('whether the consumer waits for the confirm', { quietMs: 500 })
  lab.step('Stop the broker; the confirm never arrives')
  await lab.stopBroker()
  confirm.drop()
  await lab.until('an attempt to connect while the broker is down', refused, DIALS_WITHIN)
  lab.step('Start the broker again')
  await lab.startBroker()
  await lab.until('a total and an acknowledgement for each submission', done, PATIENCE)
}

const isConfirm = (event: AmqpEvent) => (event.type === 'basic.ack' || event.type === 'basic.nack') && event.from === 'broker'

/** Everything handed in has a total and is settled, and no total waits for its confirm on a connection that is still there. */
function done(wire: Wire): boolean {
  const totals = answers(wire, grading)
  return wire.given.every((given) => {
    const mine = wire.deliveries.filter(({ event }) => event.properties.messageId === given.messageId).flatMap(totals)
    const answered = mine.some(({ confirmTag, confirmedBy }) => confirmTag === undefined || confirmedBy !== undefined)
    return answered && isSettled(wire, given)
  })
}

/** The broker does not take what it declares, and it dials again and again: RabbitMQ 4 ends the connection over a transient queue. */
const isTurnedAway = (wire: Wire) => wire.all('connection.close').filter(({ from }) => from === 'broker').length >= TURNED_AWAY

function refused(wire: Wire): boolean {
  const stop = wire.last('lab.broker-stop')?.seq ?? Infinity
  const dialled = wire.all('socket.open').filter(({ seq }) => seq > stop)
  return dialled.some(({ connection }) => wire.all('socket.end').some((end) => end.connection === connection))
}

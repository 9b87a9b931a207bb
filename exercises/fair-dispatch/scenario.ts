// Slowness without a clock: the first total that worker-1 publishes is held at the tap, so worker-1 is in the middle of its work
// for as long as it takes worker-2 to do the rest. With a prefetch of 1 the rest is all but one.
import type { Scenario } from '../_kit/scenario.ts'
import { handIn } from '../_kit/submissions.ts'
import { results } from '../_kit/work.ts'
import { BUSY, doneBy, FREE } from './workers.ts'

const HOW_MANY = 10

export default {
  async prepare(lab) {
    await lab.declareQueue('submissions', { durable: true })
    await lab.declareQueue('grades', { durable: true })
  },

  async practice(lab) {
    const { messagesReady } = await lab.ask('submissions')
    if (messagesReady === 0) await handIn(lab, HOW_MANY)
  },

  async check(lab) {
    lab.step(`Hand in ${HOW_MANY} submissions`)
    await handIn(lab, HOW_MANY)
    const busy = lab.hold(BUSY, `the first total of ${BUSY}`, (event) => event.type === 'basic.publish' && event.routingKey === 'grades')
    lab.step(`Start ${BUSY}, and keep it busy with its first submission`)
    await lab.start(BUSY)
    if (await busy.reached) {
      lab.step(`Start ${FREE}, which nothing keeps back`)
      await lab.start(FREE)
      await lab.until(`${FREE} does all the rest`, (wire) => doneBy(wire, FREE).length >= HOW_MANY - 1)
      lab.step(`Let ${BUSY} go on`)
      busy.release()
      await lab.until('a total and an acknowledgement for each submission', (wire) => {
        const settled = wire.deliveries.filter((delivery) => delivery.settledBy ?? delivery.noAck)
        return results(wire, 'grades').length >= HOW_MANY && settled.length >= HOW_MANY
      })
    }
    busy.release()
    lab.step('Stop both workers')
    await lab.stop(BUSY)
    await lab.stop(FREE)
    await lab.ask('submissions')
  },
} satisfies Scenario

// The lab reads the queue parked itself, so that dead letters are seen as they arrive, with their headers.
import { requeuesForever } from '@ackademy/wire/mistakes/requeues-forever.ts'
import type { Scenario } from '../_kit/scenario.ts'
import { grading, taken } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'
import { bad, good, handInMixed, PARKED, parked, ready } from './submissions.ts'

export default {
  async prepare(lab) {
    await lab.declareQueue('grades', { durable: true })
    await lab.declareQueue(PARKED, { durable: true })
  },

  async practice(lab) {
    if (await lab.until('the consumer waits for submissions', ready)) await handInMixed(lab)
  },

  async check(lab) {
    await lab.takeFrom(PARKED)
    lab.step('Start the consumer')
    await lab.start('consumer')
    if (await lab.until('the consumer waits for submissions', ready)) {
      lab.step('Hand in submissions, good ones and bad ones')
      await handInMixed(lab)
      const whole = await lab.until('a total for each good submission, and each bad one in parked', (wire) => {
        if (requeuesForever(wire)) return true
        const work = answered(wire, grading)
        const graded = new Set(taken(wire).flatMap((delivery) => (delivery.settledBy && work(delivery) ? [delivery.event.properties.messageId] : [])))
        return good(wire).every(({ messageId }) => graded.has(messageId)) && bad(wire).every((given) => parked(wire, given).length > 0)
      })
      if (whole && !requeuesForever(lab.wire)) {
        lab.step('Delete the queue submissions, under its consumer')
        await lab.deleteQueue('submissions')
        await lab.rest('what the consumer does when it is cancelled', { quietMs: 500 })
      }
    }
    lab.step('Stop the consumer')
    await lab.stop('consumer')
    await lab.ask('submissions')
    await lab.ask(PARKED)
  },
} satisfies Scenario

// Ten submissions wait in the queue; the consumer runs until each has its total and its acknowledgement.
import type { Scenario } from '../_kit/scenario.ts'
import { handIn } from '../_kit/submissions.ts'
import { results } from '../_kit/work.ts'

const HOW_MANY = 10

export default {
  async prepare(lab) {
    await lab.declareQueue('submissions', { durable: true })
    await lab.declareQueue('grades', { durable: true })
  },

  async practice(lab) {
    const { messagesReady } = await lab.ask('submissions')
    if (messagesReady < HOW_MANY) await handIn(lab, 5)
  },

  async check(lab) {
    lab.step(`Hand in ${HOW_MANY} submissions, and start the consumer`)
    await Promise.all([handIn(lab, HOW_MANY), lab.start('consumer')])
    await lab.until('a total and an acknowledgement for each submission', (wire) => {
      const settled = wire.deliveries.filter((delivery) => delivery.settledBy)
      return results(wire, 'grades').length >= HOW_MANY && settled.length >= HOW_MANY
    })
    lab.step('Stop the consumer')
    await lab.stop('consumer')
    await lab.ask('submissions')
  },
} satisfies Scenario

import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Two messages, the first of which fails at first')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The consumer refuses what fails, and goes on')
    await lab.start('consumer')
    await lab.until('three settled deliveries', (wire) => wire.settlements.length === 3)
    lab.step('The broker is asked')
    await lab.ask('submissions')
    await lab.ask('submissions.later')
  },
} satisfies Scenario<Wire>

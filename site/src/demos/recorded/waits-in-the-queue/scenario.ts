import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Only the producer runs')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The consumer is started')
    await lab.start('consumer')
    await lab.until('an acknowledgement for each message', (wire) => wire.settlements.length === 3)
    lab.step('It goes on waiting for more')
  },
} satisfies Scenario<Wire>

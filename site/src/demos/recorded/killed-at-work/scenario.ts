import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Three submissions are handed in')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The consumer is at work')
    await lab.start('consumer')
    await lab.until('three deliveries and one acknowledgement', (wire) => wire.deliveries.length === 3 && wire.settlements.length === 1)
    lab.step('It is killed')
    await lab.kill('consumer')
    lab.step('It is started again')
    await lab.start('consumer')
    await lab.until('an acknowledgement for each message', (wire) => wire.settlements.length === 3)
  },
} satisfies Scenario<Wire>

import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Six tasks wait')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('Two workers start: the first is given a long task')
    await lab.start('slow')
    await lab.until('a task for the slow worker', (wire) => wire.deliveries.length === 1)
    await lab.start('fast')
    await lab.until('an acknowledgement for each task', (wire) => wire.settlements.length === 6)
  },
} satisfies Scenario<Wire>

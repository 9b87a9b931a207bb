import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('One message with the key of the binding, one with another')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
  },
} satisfies Scenario<Wire>

import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Two subscribers, each with a queue of its own')
    await lab.start('mailer')
    await lab.until('the mailer’s consumer', (wire) => wire.all('basic.consume-ok').length === 1)
    await lab.start('statistics')
    await lab.until('the other consumer', (wire) => wire.all('basic.consume-ok').length === 2)
    lab.step('One producer')
    await lab.start('producer')
    await lab.until('two acknowledgements from each, and the end of the producer', (wire) => {
      return wire.settlements.length === 4 && wire.all('process.exit').length > 0
    })
  },
} satisfies Scenario<Wire>

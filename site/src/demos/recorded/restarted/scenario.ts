import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Three messages are published, each in its own way')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The broker is restarted')
    await lab.stopBroker()
    await lab.startBroker()
    lab.step('The broker is asked')
    await lab.ask('orders')
    await lab.ask('notes')
  },
} satisfies Scenario<Wire>

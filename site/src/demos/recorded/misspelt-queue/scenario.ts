import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('One message with the right name of the queue, one with a wrong name')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The broker is asked for both queues')
    await lab.ask('announcements')
    await lab.ask('anouncements')
  },
} satisfies Scenario<Wire>

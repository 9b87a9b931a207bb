// The first confirm is held until all three messages are out: then nobody can take one of the two for the other.
import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('The broker’s confirms are kept back')
    const confirm = lab.hold('producer', 'the first confirm', (event) => event.type === 'basic.ack' && event.from === 'broker')
    await lab.start('producer')
    await confirm.reached
    await lab.until('three publishes', (wire) => wire.publishes.length === 3)
    lab.step('The confirms may pass')
    confirm.release()
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
  },
} satisfies Scenario<Wire>

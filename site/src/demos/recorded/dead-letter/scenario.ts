import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Three messages, the second of which is no JSON')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The consumer acknowledges what it can read, and rejects what it can’t')
    await lab.start('consumer')
    await lab.until('three settled messages', (wire) => wire.settlements.length === 3)
    lab.step('The broker is asked')
    await lab.ask('submissions.rejected')
  },
} satisfies Scenario<Wire>

import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare(lab) {
    await lab.declareExchange('results', 'topic')
    await lab.declareQueue('about-docker')
    await lab.declareQueue('all-failed')
    await lab.bindQueue('about-docker', 'results', 'docker.#')
    await lab.bindQueue('all-failed', 'results', '#.failed')
  },

  async check(lab) {
    lab.step('Four grades are published')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('Each subscriber takes what is in its queue')
    await lab.start('docker')
    await lab.until('two acknowledgements', (wire) => wire.settlements.length === 2)
    await lab.start('tutor')
    await lab.until('two more', (wire) => wire.settlements.length === 4)
  },
} satisfies Scenario<Wire>

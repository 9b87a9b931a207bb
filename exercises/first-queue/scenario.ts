// The program runs by itself to its end; then the broker is asked what the queue holds.
import type { Scenario } from '../_kit/scenario.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Start the sender')
    await lab.start('sender')
    await lab.until('the sender ends', (wire) => wire.all('process.exit').length > 0)
    await lab.stop('sender')
    lab.step('Ask the broker what the queue holds')
    await lab.ask('greetings')
  },
} satisfies Scenario

// The program looks at a state that stands: the stuck consumer came back after its timeout, took the same again, and has half an hour now.
// Whether its messages are free shows in what a consumer gets that comes for them afterwards.
import type { Scenario } from '../_kit/scenario.ts'
import { acknowledged, freed, handedIn, open, QUEUES } from './school.ts'

export default {
  prepare: open,

  async check(lab) {
    lab.step('Start the program that looks')
    await lab.start('look')
    await lab.until('the program has ended', (wire) => wire.all('process.exit').length > 0)
    await lab.stop('look')
    await lab.read('answers.json')
    if (freed(lab.wire) !== undefined) {
      lab.step('Another consumer comes for the submissions')
      await lab.employ(`grader-${lab.id().slice(0, 6)}`, { queue: 'submissions', prefetch: 5, acknowledges: true })
      await lab.until('each submission acknowledged', (wire) => acknowledged(wire).length === handedIn(wire).length)
    }
    for (const queue of QUEUES) await lab.ask(queue)
  },
} satisfies Scenario

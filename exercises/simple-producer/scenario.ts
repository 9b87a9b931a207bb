// The orders are fresh each time. The broker's first confirm is held at the tap: who waits for confirms waits; who doesn't, ends, and is seen to.
import type { Scenario } from '../_kit/scenario.ts'

const HOW_MANY = 8
const COURSES = ['Message brokers', 'Containers', 'Services', 'Kubernetes']
const STUDENTS = ['Ada', 'Björn', 'Chidi', 'Dana', 'Émile', 'Farah']

export default {
  async prepare(lab) {
    const pick = (from: readonly string[]) => from[Math.floor(lab.random() * from.length)] ?? ''
    await lab.give(
      'orders.json',
      Array.from({ length: HOW_MANY }, () => ({ id: lab.id(), course: pick(COURSES), student: pick(STUDENTS) })),
    )
  },

  async check(lab) {
    const confirms = lab.hold(
      'producer',
      'a confirm from the broker',
      (event) => (event.type === 'basic.ack' || event.type === 'basic.nack') && event.from === 'broker',
    )
    lab.step('Start the producer; keep the broker’s confirms back')
    await lab.start('producer')
    const confirm = await confirms.reached
    if (confirm) {
      lab.step('See whether the producer waits for the confirm')
      await lab.rest('whether the producer waits for the confirm', { quietMs: 1000 })
    }
    lab.step('Let the confirms pass')
    confirms.release()
    if (confirm) await lab.until('the producer ends', (wire) => wire.all('process.exit').length > 0)
    await lab.stop('producer')
    await lab.ask('course.orders')
  },
} satisfies Scenario

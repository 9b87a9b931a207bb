// The ack of the first submission is held at the tap and thrown away as the consumer dies: its result has arrived, its ack never does.
import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export default {
  async prepare() {},

  async check(lab) {
    lab.step('Two submissions are handed in')
    await lab.start('producer')
    await lab.until('the end of the producer', (wire) => wire.all('process.exit').length > 0)
    lab.step('The consumer grades; its first acknowledgement is kept back')
    const ack = lab.hold('consumer', 'the first acknowledgement', (event) => event.type === 'basic.ack' && event.from === 'program')
    await lab.start('consumer')
    await ack.reached
    lab.step('It is killed: the acknowledgement never arrives')
    await lab.kill('consumer')
    lab.step('It is started again')
    await lab.start('consumer')
    await lab.until('three results, and an acknowledgement for each submission', (wire) => {
      const grades = wire.publishes.filter(({ event }) => event.routingKey === 'grades')
      return grades.length === 3 && wire.settlements.filter(({ dropped }) => !dropped).length === 2
    })
    await lab.ask('grades')
  },
} satisfies Scenario<Wire>

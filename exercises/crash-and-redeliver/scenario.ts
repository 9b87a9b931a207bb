// The crash is at a point of the protocol, not of time: the publish of the third total is held at the tap, the program is
// killed, and the held frame is thrown away. What the broker knows then is exactly: delivered, not acknowledged, no total.
import { jsonOf } from '@ackademy/wire/message.ts'
import type { Scenario } from '../_kit/scenario.ts'
import { field, grading, handIn } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'

const HOW_MANY = 6
const CRASH_AT = 3

export default {
  async prepare(lab) {
    await lab.declareQueue('submissions', { durable: true })
    await lab.declareQueue('grades', { durable: true })
  },

  async practice(lab) {
    const { messagesReady } = await lab.ask('submissions')
    if (messagesReady === 0) await handIn(lab, HOW_MANY)
  },

  async check(lab) {
    lab.step(`Hand in ${HOW_MANY} submissions`)
    const ids = await handIn(lab, HOW_MANY)
    const interrupted = ids[CRASH_AT - 1]
    const crash = lab.hold(
      'consumer',
      `the total of submission ${CRASH_AT}`,
      (event) => event.type === 'basic.publish' && event.routingKey === 'grades' && field(jsonOf(event.body), 'id') === interrupted,
    )
    lab.step('Start the consumer')
    await lab.start('consumer')
    if (await crash.reached) {
      lab.step(`Kill the consumer while it publishes the total of submission ${CRASH_AT}`)
      await lab.kill('consumer')
      lab.step('Start the consumer again')
      await lab.start('consumer')
      await lab.until('a total and an acknowledgement for each submission', (wire) => {
        const work = answered(wire, grading)
        return ids.every((id) =>
          wire.deliveries.some((delivery) => delivery.event.properties.messageId === id && delivery.settledBy && work(delivery)),
        )
      })
    }
    crash.release()
    lab.step('Stop the consumer')
    await lab.stop('consumer')
    await lab.ask('submissions')
  },
} satisfies Scenario

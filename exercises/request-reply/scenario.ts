// The lab is the service. It takes all requests before it answers any, then answers in another order: the list is turned by a random
// number of places, so none comes in its request's place, not even for who counts the strays in. Two replies more come early: one to a request that is not the client's,
// and the first one once more, as a service sends it that died between its reply and its acknowledgement.
import type { Taken } from '@ackademy/contract/scenario.ts'
import type { Lab, Scenario } from '../_kit/scenario.ts'
import { REQUESTS, RESULTS } from './quotes.ts'

const HOW_MANY = 6
const COURSES = ['brokers', 'containers', 'databases', 'kubernetes']

export default {
  async prepare(lab) {
    await lab.declareQueue(REQUESTS)
    await lab.declareQueue(RESULTS)
    const enrolments = Array.from({ length: HOW_MANY }, () => ({
      id: lab.id(),
      course: COURSES[Math.floor(lab.random() * COURSES.length)],
      seats: 1 + Math.floor(lab.random() * 9),
    }))
    await lab.give('enrolments.json', enrolments)
  },

  async practice(lab) {
    await answer(lab, await lab.take(REQUESTS, HOW_MANY))
  },

  async check(lab) {
    lab.step('Start the client')
    await lab.start('client')
    lab.step(`Take ${HOW_MANY} requests, and answer none yet`)
    const requests = await lab.take(REQUESTS, HOW_MANY)
    if (requests.length >= HOW_MANY) {
      lab.step('Answer in another order; one reply comes twice, one answers a stranger’s request')
      await answer(lab, requests)
      await lab.until('the client ends', (wire) => wire.all('process.exit').length > 0)
    }
    await lab.stop('client')
    await lab.ask(RESULTS)
  },
} satisfies Scenario

async function answer(lab: Lab, requests: readonly Taken[]): Promise<void> {
  const turn = Math.ceil(requests.length / 2) + Math.floor((lab.random() * requests.length) / 2)
  const [first, ...others] = [...requests.slice(turn), ...requests.slice(0, turn)].map((request, index) => ({
    request,
    price: 100 * (index + 1) + Math.floor(lab.random() * 100),
  }))
  if (first === undefined) return
  const reply = async (replyTo: string | undefined, correlationId: string | undefined, price: number) => {
    if (replyTo !== undefined)
      await lab.publish({ routingKey: replyTo, json: { price }, properties: correlationId === undefined ? {} : { correlationId } })
  }
  const { replyTo, correlationId } = first.request.properties
  await reply(replyTo, lab.id(), 10 + Math.floor(lab.random() * 90))
  await reply(replyTo, correlationId, first.price)
  await reply(replyTo, correlationId, first.price)
  for (const { request, price } of others) await reply(request.properties.replyTo, request.properties.correlationId, price)
}

// Both instances subscribe, hear some announcements, then one is stopped, started again and killed at a point of the protocol:
// its basic.consume is held at the tap. A queue that is not tied to its connection outlives that, and fills with what comes after.
//
// A binding that comes after basic.consume is held too, until the first announcements are out: what is published in between is lost.
import { queuesOf } from '@ackademy/wire/declarations.ts'
import type { Lab, Scenario } from '../_kit/scenario.ts'
import { announce, done, EXCHANGE, ready, SHOWN, SITES, type Site } from './enrolments.ts'

const subscribed = (lab: Lab, site: Site) => lab.until(`${site} waits for messages`, (wire) => ready(wire, site))
const shown = (lab: Lab, sites: readonly Site[]) =>
  lab.until(`every announcement shown and settled by ${sites.join(' and ')}`, (wire) => sites.every((site) => done(wire, site)))

export default {
  async prepare(lab) {
    await lab.declareExchange(EXCHANGE, 'fanout')
    await lab.declareQueue(SHOWN, { durable: true })
  },

  async practice(lab, program) {
    const site = SITES.find((one) => one === program)
    if (site && (await subscribed(lab, site))) await announce(lab, 4)
  },

  async check(lab) {
    const late = SITES.map((site) =>
      lab.hold(site, 'a binding made after basic.consume', (event) => event.type === 'queue.bind' && consumes(lab, site)),
    )
    for (const site of SITES) {
      lab.step(`Start ${site}`)
      await lab.start(site)
      await subscribed(lab, site)
    }
    lab.step('Publish enrolments')
    await announce(lab, 3)
    for (const hold of late) hold.release()
    await announce(lab, 3)
    const heard = await shown(lab, SITES)

    lab.step('Stop site-2, and start it again')
    await lab.stop('site-2')
    const crash = lab.hold('site-2', 'its next basic.consume', ({ type }) => type === 'basic.consume' || type === 'basic.get')
    await lab.start('site-2')
    if (await crash.reached) lab.step('Kill site-2 before it consumes')
    await lab.kill('site-2')
    if (heard) {
      lab.step('Publish more enrolments')
      await announce(lab, 2)
      await shown(lab, ['site-1'])
    }

    lab.step('Stop site-1, and look for queues that were left behind')
    await lab.stop('site-1')
    const queues = new Set(queuesOf(lab.wire).map(({ name }) => name))
    for (const queue of [...queues].filter((name) => name !== SHOWN).slice(0, 20)) await lab.ask(queue)
  },
} satisfies Scenario

const consumes = (lab: Lab, site: Site): boolean => lab.wire.all('basic.consume').some(({ program }) => program === site)

// One request each for what the lab gave: as the program sent it, as the service took it, what was replied, what came of it.
import { jsonOf, type Publish } from '@ackademy/wire/message.ts'
import type { Asked } from '@ackademy/wire/mistakes/asked.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import { field } from '../_kit/submissions.ts'
import { results as reached } from '../_kit/work.ts'

export const REQUESTS = 'quotes'
export const RESULTS = 'prices'

export const given = (wire: Wire): readonly unknown[] => {
  const records = wire.last('lab.give')?.records
  return Array.isArray(records) ? records : []
}

export const idOf = (value: unknown): unknown => field(value, 'id')
export const idIn = (message: Pick<Publish['event'], 'body'>): unknown => idOf(jsonOf(message.body))

export const requests = (wire: Wire): readonly Publish[] => reached(wire, REQUESTS)
export const results = (wire: Wire): readonly Publish[] => reached(wire, RESULTS)

/** Whether a result bears the price of this reply. */
export const bears = (result: Publish, reply: Of<'lab.publish'>): boolean =>
  field(jsonOf(result.event.body), 'price') === field(jsonOf(reply.body), 'price')

export const asked = (wire: Wire): Asked[] =>
  given(wire).flatMap((enrolment) => {
    const own = (message: Pick<Publish['event'], 'body'>) => idIn(message) === idOf(enrolment)
    const request = requests(wire).find(({ event }) => own(event))
    if (request === undefined) return []
    const taken = wire.all('lab.take').find((take) => take.queue === REQUESTS && own(take))?.properties
    const reply =
      taken && wire.given.find(({ routingKey, properties }) => routingKey === taken.replyTo && properties.correlationId === taken.correlationId)
    return [{ request, reply, results: results(wire).filter(({ event }) => own(event)) }]
  })

/** Whether each request can be told by where its reply goes and under which correlation id. */
export const toldApart = (all: readonly Asked[]): boolean =>
  new Set(all.map(({ request: { event } }) => JSON.stringify([event.properties.replyTo, event.properties.correlationId]))).size === all.length

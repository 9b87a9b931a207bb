// The rules about what becomes of a published message: mandatory, returns.
import { describe, expect, test } from 'vitest'
import { Script } from '../events.fixture.ts'
import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { ignoresReturns } from './ignores-returns.ts'
import { notMandatory } from './not-mandatory.ts'

const mandatory = { mandatory: true }
/** Publishes to `done` are the work; one to `notes` with the same id is the notice. */
const judged = (wire: Wire) => {
  const to = (key: string) => wire.publishes.filter(({ event }) => event.routingKey === key)
  const noticed = (returned: Publish) => to('notes').find(({ event }) => event.body.base64 === returned.event.body.base64)
  return ignoresReturns(wire, to('done'), noticed)
}

describe('not-mandatory', () => {
  test('is a publish without the mandatory bit, confirmed or not', () => {
    const { wire } = new Script().confirmSelect().publish('a').publish('b', mandatory).confirm(1)
    expect(notMandatory(wire.publishes)).toMatchObject({ mistake: 'not-mandatory', evidence: [2, 4] })
    expect(notMandatory(wire.publishes.filter(({ event }) => event.mandatory))).toBeUndefined()
  })
})

describe('ignores-returns', () => {
  test('is a return that nothing followed from, once the program is over', () => {
    const script = new Script().confirmSelect().publish('a', mandatory).return('a').confirm(1)
    expect(judged(script.wire), 'it may still be noticed').toBeUndefined()
    expect(judged(script.close().exit({ code: 0 }).wire)).toMatchObject({ mistake: 'ignores-returns', evidence: [2, 3, 4] })
    expect(judged(script.wire)?.message).toContain('312 NO_ROUTE')
  })

  test('is not said of a return that was noticed', () => {
    const { wire } = new Script().confirmSelect().publish('a', mandatory).return('a').publish('a', { routingKey: 'notes' }).exit()
    expect(judged(wire)).toBeUndefined()
  })

  test('says where the program had closed before the return came', () => {
    const { wire } = new Script().confirmSelect().publish('a', mandatory).close().return('a').exit({ code: 0 })
    expect(judged(wire)?.message).toContain('had closed before')
    expect(judged(wire)?.evidence).toEqual([2, 3, 4])
  })

  test('knows a return on a channel without confirms, and tells equal messages apart by their number', () => {
    const { wire } = new Script().publish('a', mandatory).publish('a', mandatory).return('a').exit()
    expect(wire.publishes.map(({ returnedBy }) => returnedBy)).toEqual([3, undefined])
    expect(judged(wire)).toMatchObject({ evidence: [1, 3] })
  })
})

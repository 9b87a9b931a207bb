import { describe, expect, test } from 'vitest'
import { Script } from './events.fixture.ts'

describe('a Wire joins deliveries with what settles them', () => {
  test('an ack settles the delivery of its tag on its channel', () => {
    const { deliveries } = new Script().consume().deliver('a', 1).deliver('b', 2).ack(2).wire
    expect(deliveries.map((delivery) => delivery.settledBy?.event.seq)).toEqual([undefined, 4])
  })

  test('multiple settles all up to its tag, and only on its channel', () => {
    const script = new Script()
      .consume()
      .consume({ channel: 2 })
      .deliver('a', 1)
      .deliver('b', 2)
      .deliver('c', 3)
      .deliver('d', 1, { channel: 2 })
      .ack(2, { multiple: true })
    expect(script.wire.deliveries.map((delivery) => delivery.settledBy !== undefined)).toEqual([true, true, false, false])
    expect(script.wire.settlements[0]?.covers).toHaveLength(2)
  })

  test('multiple with tag 0 settles everything, and nothing outstanding is no stray', () => {
    const wire = new Script().consume().deliver('a', 1).ack(0, { multiple: true }).ack(0, { multiple: true }).wire
    expect(wire.settlements.map(({ covers, stray }) => [covers.length, stray])).toEqual([
      [1, undefined],
      [0, undefined],
    ])
  })

  test('a second ack of a tag is told from an ack on another channel', () => {
    const wire = new Script().consume().deliver('a', 1).ack(1, { channel: 2 }).ack(1).ack(1).wire
    expect(wire.settlements.map(({ stray }) => stray?.why)).toEqual(['other-channel', undefined, 'settled-before'])
  })

  test('a refusal is due from a wrong settlement until its channel or connection is closed, and not again after', () => {
    const twice = () => new Script().consume().deliver('a', 1).ack(1).ack(1)
    expect(new Script().consume().deliver('a', 1).ack(1).wire.refusalDue).toBe(false)
    expect(twice().wire.refusalDue).toBe(true)
    expect(twice().refuse('unknown delivery tag 1', { channel: 2 }).wire.refusalDue).toBe(true)
    expect(twice().refuse('unknown delivery tag 1').ack(1).wire.refusalDue).toBe(false)
    expect(twice().socketEnd().wire.refusalDue).toBe(false)
  })

  test('the broker closing the channel gives back what is unsettled', () => {
    const { deliveries } = new Script().consume().deliver('a', 1).deliver('b', 2).ack(1).refuse('PRECONDITION_FAILED').wire
    expect(deliveries.map((delivery) => delivery.returnedBy)).toEqual([undefined, 5])
  })

  test('a socket that ends gives back what is unsettled on all its channels', () => {
    const { deliveries } = new Script().consume().consume({ channel: 2 }).deliver('a', 1).deliver('b', 1, { channel: 2 }).socketEnd().wire
    expect(deliveries.map((delivery) => delivery.returnedBy)).toEqual([5, 5])
  })

  test('deliveries in no-ack mode are never in flight', () => {
    const wire = new Script().consume({ noAck: true }).deliver('a', 1).wire
    expect(wire.deliveries[0]?.noAck).toBe(true)
    expect(wire.inFlight()).toEqual([])
  })

  test('in-flight counts rise with deliveries and fall with acks', () => {
    const wire = new Script().consume().deliver('a', 1).deliver('b', 2).ack(1).deliver('c', 3).ack(3, { multiple: true }).wire
    expect(wire.inFlight().map(({ count }) => count)).toEqual([1, 2, 1, 2, 1, 0])
    const consumer = wire.consumers[0]
    expect(consumer && wire.maxInFlight(consumer)).toBe(2)
  })

  test('a confirm that was thrown away never arrived', () => {
    const script = new Script().confirmSelect().publish('1').publish('2').confirm(1).confirm(2).hold()
    expect(script.wire.publishes.map(({ confirmedBy }) => confirmedBy)).toEqual([4, 5])
    expect(script.release(5, true).wire.publishes.map(({ confirmedBy }) => confirmedBy)).toEqual([4, undefined])
  })

  test('what a dropped hold threw away did not happen', () => {
    const script = new Script().consume().deliver('a', 1).publish('a').ack(1)
    script.say({ source: 'lab', type: 'lab.release', program: 'consumer', heldSeq: 3, dropped: true })
    script.say({ source: 'lab', type: 'lab.release', program: 'consumer', heldSeq: 4, dropped: true })
    expect(script.wire.publishes[0]?.lost).toBe('dropped')
    expect(script.wire.deliveries[0]?.settledBy).toBeUndefined()
  })
})

describe('a Wire joins publishes with their confirms', () => {
  test('without confirm.select nothing can be confirmed', () => {
    expect(new Script().publish('a').wire.publishes[0]?.confirmTag).toBeUndefined()
  })

  test('confirms count from confirm.select, one by one or multiple', () => {
    const { publishes } = new Script().publish('a').confirmSelect().publish('b').publish('c').publish('d').confirm(1).confirm(3, true).wire
    expect(publishes.map((publish) => publish.confirmedBy)).toEqual([undefined, 6, 7, 7])
  })
})

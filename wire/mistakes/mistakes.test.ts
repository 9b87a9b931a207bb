import { describe, expect, test } from 'vitest'
import { jsonOf } from '../message.ts'
import { Script } from '../events.fixture.ts'
import type { Wire } from '../wire.ts'
import { acksBeforeWork } from './acks-before-work.ts'
import { acksManyAtOnce } from './acks-many-at-once.ts'
import { acksOnAnotherChannel } from './acks-on-another-channel.ts'
import { acksTwice } from './acks-twice.ts'
import { diesHolding } from './dies-holding.ts'
import { endsBeforeConfirms } from './ends-before-confirms.ts'
import { leavesUnacked } from './leaves-unacked.ts'
import { losesWork } from './loses-work.ts'
import { neverAcks } from './never-acks.ts'
import { noAck } from './no-ack.ts'
import { noConfirms } from './no-confirms.ts'
import { notPersistent } from './not-persistent.ts'
import { requeuesForever } from './requeues-forever.ts'
import type { Seen, Work } from './seen.ts'
import { skipsRedelivered } from './skips-redelivered.ts'
import { throwsAway } from './throws-away.ts'

const idOf = (value: unknown) => (value as { id?: string } | undefined)?.id
const workOf =
  (wire: Wire): Work =>
  (delivery) =>
    wire.publishes.find(({ event, lost }) => lost === undefined && idOf(jsonOf(event.body)) === idOf(jsonOf(delivery.event.body)))

const right = () => new Script().consume().deliver('a', 1).publish('a').ack(1).deliver('b', 2).publish('b').ack(2)

/** Each rule: a script it must see (with the events it points at), and how. */
const cases: [name: string, script: Script, rule: (wire: Wire) => Seen | undefined, evidence: number[]][] = [
  ['never-acks', new Script().consume().deliver('a', 1).deadline(), neverAcks, [2, 3]],
  ['leaves-unacked', new Script().consume().deliver('a', 1).deliver('b', 2).ack(1).deadline(), leavesUnacked, [3, 5]],
  ['no-ack', new Script().consume({ noAck: true }).deliver('a', 1), noAck, [1, 2]],
  ['acks-before-work', new Script().consume().deliver('a', 1).ack(1).publish('a'), (wire) => acksBeforeWork(wire, workOf(wire)), [2, 3, 4]],
  ['acks-twice', new Script().consume().deliver('a', 1).ack(1).ack(1).refuse('unknown delivery tag 1'), acksTwice, [3, 4, 5]],
  ['acks-on-another-channel', new Script().consume().deliver('a', 1).ack(1, { channel: 2 }), acksOnAnotherChannel, [2, 3]],
  [
    'acks-many-at-once',
    new Script().consume().deliver('a', 1).deliver('b', 2).publish('b').ack(2, { multiple: true }),
    (wire) => acksManyAtOnce(wire, workOf(wire)),
    [2, 3, 5],
  ],
  ['dies-holding', new Script().start().consume().deliver('a', 1).socketEnd().exit(), diesHolding, [3, 4, 5]],
  ['throws-away', new Script().consume().deliver('a', 1).reject(1, false), throwsAway, [2, 3]],
  ['not-persistent', new Script().publish('a').publish('b', { deliveryMode: 2 }), (wire) => notPersistent(wire.publishes), [1]],
  ['no-confirms', new Script().publish('a'), (wire) => noConfirms(wire.publishes), [1]],
  ['ends-before-confirms', new Script().confirmSelect().publish('a').socketEnd(), (wire) => endsBeforeConfirms(wire, wire.publishes), [2, 3]],
  ['skips-redelivered', new Script().consume().deliver('a', 1, { redelivered: true }).ack(1), (wire) => skipsRedelivered(wire, workOf(wire)), [2, 3]],
  ['loses-work', new Script().consume({ noAck: true }).deliver('a', 1).socketEnd().deadline(), (wire) => losesWork(wire, workOf(wire)), [2, 4]],
]

describe.each(cases)('the rule %s', (name, script, rule, evidence) => {
  test('sees its mistake and points at its events', () => {
    expect(rule(script.wire)).toMatchObject({ mistake: name, evidence })
  })

  test('sees nothing in a right program', () => {
    if (name === 'not-persistent' || name === 'no-confirms')
      return expect(rule(new Script().confirmSelect().publish('a', { deliveryMode: 2 }).confirm(1).wire)).toBeUndefined()
    expect(rule(right().deadline().wire)).toBeUndefined()
  })
})

test('an absence is not proved before a deadline was recorded', () => {
  expect(neverAcks(new Script().consume().deliver('a', 1).wire)).toBeUndefined()
})

test('multiple is right when everything it covers is done', () => {
  const wire = new Script().consume().deliver('a', 1).deliver('b', 2).publish('a').publish('b').ack(2, { multiple: true }).wire
  expect(acksManyAtOnce(wire, workOf(wire))).toBeUndefined()
})

test('a confirm that was held at the tap when the program closed had not arrived', () => {
  const script = new Script().confirmSelect().publish('a').confirm(1)
  script.say({ source: 'lab', type: 'lab.hold', program: 'consumer', what: 'a confirm', heldSeq: 3 }).socketEnd()
  expect(endsBeforeConfirms(script.wire, script.wire.publishes)).toMatchObject({ mistake: 'ends-before-confirms' })
})

test('what is published after connection.close was never heard', () => {
  const script = new Script().confirmSelect().close().publish('a')
  expect(endsBeforeConfirms(script.wire, script.wire.publishes)).toMatchObject({ mistake: 'ends-before-confirms', evidence: [2, 3] })
})

test('a handler that throws closes its channel first, and its program dies holding all the same', () => {
  const script = new Script().start().consume().deliver('a', 1)
  const closing = { replyCode: 541, replyText: 'Error while processing message', classId: 0, methodId: 0 }
  script.say({ source: 'amqp', program: 'consumer', connection: 1, channel: 1, type: 'channel.close', from: 'program', ...closing })
  expect(diesHolding(script.socketEnd().exit().wire)).toMatchObject({ mistake: 'dies-holding', evidence: [3, 4, 5, 6] })
})

test('a message refused with requeue ten times is an endless loop, nine times is not yet', () => {
  const script = new Script().consume()
  for (let tag = 1; tag <= 9; tag++) script.deliver('a', tag).reject(tag, true)
  expect(requeuesForever(script.wire)).toBeUndefined()
  expect(requeuesForever(script.deliver('a', 10).reject(10, true).wire)).toMatchObject({ mistake: 'requeues-forever' })
})

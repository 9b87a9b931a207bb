import { describe, expect, test } from 'vitest'
import { Script } from '../events.fixture.ts'
import type { Wire } from '../wire.ts'
import { acksUnconfirmed } from './acks-unconfirmed.ts'
import { consumesNotAgain } from './consumes-not-again.ts'
import { diesWithConnection } from './dies-with-connection.ts'
import { givesUpReconnecting } from './gives-up-reconnecting.ts'
import { noReconnect } from './no-reconnect.ts'
import { queueOfOneConnection } from './queue-of-one-connection.ts'
import type { Seen } from './seen.ts'

const onSecond = { source: 'amqp', program: 'consumer', connection: 2 } as const
const dial = (script: Script) => script.say({ ...onSecond, type: 'socket.open' })
const connect = (script: Script) => dial(script).say({ ...onSecond, type: 'connection.open-ok' })
const consuming = { channel: 1, queue: 'work', consumerTag: 'second', noLocal: false, noAck: false, exclusive: false, arguments: {} }
const consume = (script: Script) => connect(script).say({ ...onSecond, type: 'basic.consume', ...consuming })
const declaring = { channel: 1, queue: 'work', passive: false, durable: true, autoDelete: false, arguments: {} }

const stopped = () => new Script().consume().say({ source: 'lab', type: 'lab.broker-stop' }).socketEnd()
const restarted = () => stopped().say({ source: 'lab', type: 'lab.broker-start' })
const unhandled = "Error: Unexpected close\nEmitted 'error' event on ChannelModel instance at:"
const totals = (wire: Wire) => () => wire.publishes
const confirming = () => new Script().confirmSelect().consume().deliver('1', 1).publish('1')

/** Each rule: a Recording it must see, the events it points at, and a word of its sentence. */
const cases: [mistake: string, script: Script, rule: (wire: Wire) => Seen | undefined, evidence: number[], says: RegExp][] = [
  [
    'no-error-listener',
    stopped().exit({ outputTail: unhandled }),
    (wire) => diesWithConnection(wire, 'consumer'),
    [2, 3, 4],
    /died of it \(exit code 1; Node says: Error: Unexpected close\).+connection\.on\('error'/,
  ],
  [
    'dies-with-connection',
    stopped().exit({ outputTail: 'Error: channel closed' }),
    (wire) => diesWithConnection(wire, 'consumer'),
    [2, 3, 4],
    /What is under way when a connection breaks is rejected/,
  ],
  ['no-reconnect', stopped().exit({ code: 0 }), (wire) => noReconnect(wire, 'consumer'), [2, 3, 4], /nothing was left that Node would wait for/],
  ['no-reconnect', restarted().deadline(), (wire) => noReconnect(wire, 'consumer'), [2, 3, 5], /did not dial again in the 2\.5 s the lab waited/],
  [
    'gives-up-reconnecting',
    dial(stopped()).exit({ outputTail: 'Error: connect ECONNREFUSED' }),
    (wire) => givesUpReconnecting(wire, 'consumer'),
    [2, 4, 5],
    /dialled 1 time while the broker was down, and then it ended \(exit code 1; Node says: Error: connect ECONNREFUSED\)/,
  ],
  ['consumes-not-again', connect(restarted()).deadline(), (wire) => consumesNotAgain(wire, 'consumer'), [2, 6, 7], /sent no basic\.consume/],
  ['acks-unconfirmed', confirming().ack(1).confirm(1), (wire) => acksUnconfirmed(wire, totals(wire)), [3, 4, 5], /acknowledged 1 message before/],
  [
    'acks-unconfirmed',
    confirming().confirm(1).hold().ack(1).release(5),
    (wire) => acksUnconfirmed(wire, totals(wire)),
    [3, 4, 7],
    /before the broker had confirmed its result/,
  ],
  [
    'queue-of-one-connection',
    new Script().say({ ...onSecond, type: 'queue.declare', ...declaring, exclusive: true }),
    (wire) => queueOfOneConnection(wire, 'work'),
    [1],
    /declared exclusive/,
  ],
]

test.each(cases)('%s is seen', (mistake, script, rule, evidence, says) => {
  const seen = rule(script.wire)
  expect(seen?.mistake).toBe(mistake)
  expect(seen?.message).toMatch(says)
  expect(seen?.evidence).toEqual(evidence)
})

describe('what is right is not taken for a mistake', () => {
  const rules = [diesWithConnection, noReconnect, givesUpReconnecting, consumesNotAgain]
  const right: [name: string, script: Script][] = [
    ['no restart at all', new Script().consume().socketEnd().exit()],
    ['still waiting while the broker is down', stopped()],
    ['a wait without a dial, while the broker was down', stopped().deadline().say({ source: 'lab', type: 'lab.broker-start' })],
    ['dialling, not yet answered', dial(restarted())],
    ['consuming again', consume(restarted()).deadline()],
  ]
  test.each(right)('%s', (_name, script) => {
    expect(rules.flatMap((rule) => rule(script.wire, 'consumer') ?? [])).toEqual([])
  })

  test('an ack after the confirm, and one after the confirm of a second attempt', () => {
    const once = confirming().confirm(1).ack(1)
    const twice = confirming().confirm(1).hold().release(5, true).publish('1').confirm(2).ack(1)
    for (const { wire } of [once, twice]) expect(acksUnconfirmed(wire, totals(wire))).toBeUndefined()
  })
})

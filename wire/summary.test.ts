import { Event } from '@ackademy/contract/recording.ts'
import { describe, expect, it } from 'vitest'
import { preview, summary } from './summary.ts'

const body = (text: string) => ({ size: Buffer.byteLength(text), sha256: '', base64: Buffer.from(text).toString('base64') })
const event = (fields: object) => Event.parse({ seq: 1, at: 0, ...fields })
const onChannel = { source: 'amqp', program: 'consumer', connection: 1, channel: 1 }
const deliver = {
  ...onChannel,
  type: 'basic.deliver',
  consumerTag: 'tag',
  deliveryTag: 3,
  redelivered: true,
  exchange: '',
  routingKey: 'orders',
  properties: { messageId: 'm3', deliveryMode: 2 },
  body: body('{"id":3}'),
}

describe('who spoke to whom', () => {
  it('tells a delivery as from the broker to the program', () => expect(summary(event(deliver)).who).toBe('broker → consumer'))
  it('tells a consume as from the program to the broker', () =>
    expect(
      summary(
        event({ ...onChannel, type: 'basic.consume', queue: 'q', consumerTag: '', noLocal: false, noAck: true, exclusive: false, arguments: {} }),
      ),
    ).toEqual({ who: 'consumer → broker', method: 'basic.consume', what: 'queue q · noAck: no acknowledgements' }))
  it('believes the sender of a method that either side sends', () => {
    const close = { ...onChannel, type: 'channel.close', replyCode: 406, replyText: 'PRECONDITION_FAILED', classId: 60, methodId: 80 }
    expect(summary(event({ ...close, from: 'broker' })).who).toBe('broker → consumer')
    expect(summary(event({ ...close, from: 'program' })).who).toBe('consumer → broker')
  })
  it('names the lab for what the lab did, and the program for what became of its process', () => {
    expect(summary(event({ source: 'lab', type: 'lab.step', text: 'The consumer is started' }))).toMatchObject({
      who: 'lab',
      what: 'The consumer is started',
    })
    const exit = { source: 'process', program: 'consumer', type: 'process.exit', run: 1, code: null, signal: 'SIGKILL', by: 'lab', outputTail: '' }
    expect(summary(event(exit))).toMatchObject({ who: 'consumer', what: 'SIGKILL · ended by the lab' })
  })
})

describe('what was said', () => {
  it('begins a delivery with its tag and says when it is redelivered', () =>
    expect(summary(event(deliver)).what).toBe('#3 · redelivered · default exchange · key orders · id m3 · persistent · {"id":3}'))
  it('reads an ack from the program as settling a delivery, and one from the broker as confirming a publish', () => {
    const ack = { ...onChannel, type: 'basic.ack', deliveryTag: 7, multiple: true }
    expect(summary(event({ ...ack, from: 'program' })).what).toBe('#7 · and all before it')
    expect(summary(event({ ...ack, from: 'broker' })).what).toBe('publish #7 · and all before it')
  })
  it('says whether a nack asks for the message to be queued again', () =>
    expect(summary(event({ ...onChannel, type: 'basic.nack', from: 'program', deliveryTag: 2, multiple: false, requeue: false })).what).toBe(
      '#2 · no requeue',
    ))
  it('tells what was waited for in vain, and how long', () =>
    expect(summary(event({ source: 'lab', type: 'lab.deadline', what: 'an ack', waitedMs: 2512, since: 9, limit: false })).what).toBe(
      'not seen: an ack · waited 2.5 s after event 9',
    ))
  it('leaves out what says nothing', () => expect(summary(event({ ...onChannel, type: 'confirm.select', from: 'program' })).what).toBe(''))
})

describe('a body in a few characters', () => {
  it('is one line, whatever is in it', () => expect(preview(body('a\nb\u001b[31mc'))).toBe('a b [31mc'))
  it('is cut with its whole size told', () => expect(preview(body('x'.repeat(100)))).toBe(`${'x'.repeat(60)}… (100 bytes)`))
  it('says when it is empty', () => expect(preview(body(''))).toBe('empty body'))
  it('keeps letters beyond ASCII', () => expect(preview(body('Grüße'))).toBe('Grüße'))
})

describe('what the lab did', () => {
  it.each([
    [{ type: 'lab.exchange', exchange: 'news', exchangeType: 'topic' }, 'exchange news · topic'],
    [{ type: 'lab.queue', queue: 'work', durable: true, arguments: { 'x-message-ttl': 100 } }, 'queue work · durable · x-message-ttl=100'],
    [{ type: 'lab.bind', queue: 'work', exchange: 'news', routingKey: '#' }, 'queue work · exchange news · key #'],
  ])('%j', (fields, what) => expect(summary(event({ source: 'lab', ...fields }))).toEqual({ who: 'lab', method: fields.type, what }))
})

it('tells of a dead letter why it died, where and how often', () => {
  const headers = { 'x-death': [{ reason: 'rejected', queue: 'work', count: 2 }] }
  const taken = { source: 'lab', type: 'lab.take', queue: 'parked', exchange: 'refused', routingKey: 'work' }
  expect(summary(event({ ...taken, properties: { headers }, body: body('{}') }))).toEqual({
    who: 'lab',
    method: 'lab.take',
    what: 'queue parked · exchange refused · key work · x-death: rejected in work ×2 · {}',
  })
})

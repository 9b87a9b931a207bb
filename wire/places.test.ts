import { describe, expect, test } from 'vitest'
import type { Place } from './copies.ts'
import { Script } from './events.fixture.ts'
import { Places } from './places.ts'

const onChannel = { source: 'amqp', program: 'consumer', connection: 1, channel: 1 } as const

const word = (place: Place): string => {
  switch (place.at) {
    case 'queue':
      return `ready in ${place.queue}`
    case 'consumer':
      return `${place.kept ? 'unacked' : 'forgotten'} with ${place.program}`
    case 'gone':
      return place.why
    case 'exchange':
      return `in ${place.exchange || 'the default exchange'}`
    default:
      return `${place.at} of ${place.program}`
  }
}

/** Where each message is after the last event: "1: ready in work". */
const placesOf = (script: Script): string[] => {
  const places = new Places(script.recording)
  for (const event of script.events) places.add(event)
  return places.copies.map(({ label, place }) => `${label.resultOf ? `result of ${label.text}` : label.text}: ${word(place)}`)
}
const lined = (script: Script, queue: string): string[] => {
  const places = new Places(script.recording)
  for (const event of script.events) places.add(event)
  const inLine = places.copies.filter(({ place }) => place.at === 'queue' && place.queue === queue)
  return inLine.sort((a, b) => a.order - b.order).map(({ label }) => label.text)
}

describe('a message goes', () => {
  test('to the queue its routing key names, by the default exchange', () => {
    expect(placesOf(new Script().given('1'))).toEqual(['1: ready in work'])
  })

  test('to its consumer, and stays unacknowledged until the ack', () => {
    const script = new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2)
    expect(placesOf(script)).toEqual(['1: unacked with consumer', '2: unacked with consumer'])
    expect(placesOf(script.ack(1))).toEqual(['1: acked', '2: unacked with consumer'])
  })

  test('with one ack for all before it, where that says multiple', () => {
    const script = new Script().given('1').given('2').given('3').consume().deliver('1', 1).deliver('2', 2).deliver('3', 3)
    expect(placesOf(script.ack(2, { multiple: true }))).toEqual(['1: acked', '2: acked', '3: unacked with consumer'])
  })

  test('back to its old place in the line when its channel ends', () => {
    const script = new Script().given('1').given('2').given('3').consume().deliver('1', 1).deliver('2', 2).ack(1).socketEnd()
    expect(placesOf(script)).toEqual(['1: acked', '2: ready in work', '3: ready in work'])
    expect(lined(script, 'work')).toEqual(['2', '3'])
  })

  test('on after a restart of the broker, if it is persistent and its queue durable', () => {
    const script = new Script().declareQueue('work').declareQueue('brief', {}, false)
    script.publish('1', { routingKey: 'work', deliveryMode: 2 }).publish('2', { routingKey: 'work' })
    script.publish('3', { routingKey: 'brief', deliveryMode: 2 }).restart()
    expect(placesOf(script)).toEqual(['1: ready in work', '2: transient', '3: transient'])
  })

  test('away when its queue is purged or deleted by the management, and what is unacknowledged only when it is deleted', () => {
    const emptied = (path: string, status = 204) => {
      const body = { size: 0, sha256: '', base64: '' }
      const asked = { source: 'http', program: 'look', request: 1 } as const
      const script = new Script().given('1').given('2').given('3', 'other').consume().deliver('1', 1)
      script.say({ ...asked, type: 'http.request', method: 'DELETE', path, body })
      return placesOf(script.say({ ...asked, type: 'http.response', status, body }))
    }
    expect(emptied('/api/queues/%2F/work/contents')).toEqual(['1: unacked with consumer', '2: removed', '3: ready in other'])
    expect(emptied('/api/queues/%2F/work')).toEqual(['1: removed', '2: removed', '3: ready in other'])
    expect(emptied('/api/queues/%2F/work', 401)).toEqual(['1: unacked with consumer', '2: ready in work', '3: ready in other'])
    expect(emptied('/api/connections/work')).toEqual(['1: unacked with consumer', '2: ready in work', '3: ready in other'])
  })

  test('away with its queue, when the lab deletes that', () => {
    const script = new Script().given('1').given('2', 'other').say({ source: 'lab', type: 'lab.queue-delete', queue: 'work' })
    expect(placesOf(script)).toEqual(['1: removed', '2: ready in other'])
  })

  test('back when it is rejected with requeue, and away when it is not', () => {
    const script = new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).reject(1, true).reject(2, false)
    expect(placesOf(script)).toEqual(['1: ready in work', '2: rejected'])
  })

  test('by the dead-letter exchange its queue names', () => {
    const script = new Script()
      .declareExchange('dead', 'fanout')
      .declareQueue('graves')
      .bind('graves', 'dead', '')
      .declareQueue('work', { 'x-dead-letter-exchange': 'dead' })
      .given('1')
      .consume()
      .deliver('1', 1)
      .reject(1, false)
    expect(placesOf(script)).toEqual(['1: ready in graves'])
  })

  test('to each queue a fanout has, as a copy in each', () => {
    const script = new Script().declareExchange('news', 'fanout').declareQueue('a').bind('a', 'news', '').declareQueue('b').bind('b', 'news', '')
    expect(placesOf(script.send('1', 'news', ''))).toEqual(['1: ready in a', '1: ready in b'])
  })

  test('nowhere when no binding fits, and back to its sender when that was mandatory', () => {
    const script = new Script().declareExchange('news', 'topic').declareQueue('a').bind('a', 'news', 'course.*')
    expect(placesOf(script.send('1', 'news', 'exam.new'))).toEqual(['1: unrouted'])
    script.send('2', 'news', 'exam.old', true)
    expect(placesOf(script)).toEqual(['1: unrouted', '2: unrouted'])
    expect(placesOf(script.giveBack('2', 'news', 'exam.old'))).toEqual(['1: unrouted', '2: program of consumer'])
  })

  test('nowhere when the broker says that the queue is not there', () => {
    expect(placesOf(new Script().publish('1', { routingKey: 'nobody' }).askedBroker('nobody', 0, false))).toEqual(['1: unrouted'])
  })
})

test('a message that was sent before its queue was made went nowhere, unless the queue had it', () => {
  expect(placesOf(new Script().publish('1', { routingKey: 'late' }).declareQueue('late'))).toEqual(['1: unrouted'])
  const script = new Script().publish('1', { routingKey: 'late' })
  script.say({ ...onChannel, type: 'queue.declare-ok', queue: 'late', messageCount: 1, consumerCount: 0 })
  expect(placesOf(script)).toEqual(['1: ready in late'])
})

test('what the lab declared is routed by, too', () => {
  const script = new Script().say({ source: 'lab', type: 'lab.exchange', exchange: 'news', exchangeType: 'direct' })
  script.say({ source: 'lab', type: 'lab.queue', queue: 'a', durable: true, arguments: {} })
  script.say({ source: 'lab', type: 'lab.bind', queue: 'a', exchange: 'news', routingKey: 'k' })
  expect(placesOf(script.send('1', 'news', 'k').send('2', 'news', 'other'))).toEqual(['1: ready in a', '2: unrouted'])
})

describe('a delivery corrects what was thought', () => {
  test('of a route that was on no wire', () => {
    const script = new Script().send('1', 'unknown', 'k')
    expect(placesOf(script)).toEqual(['1: in unknown'])
    expect(placesOf(script.consume().deliver('1', 1, { exchange: 'unknown' }))).toEqual(['1: unacked with consumer'])
  })

  test('of a message that waited in another queue until it expired', () => {
    const death = { 'x-death': [{ reason: 'expired', queue: 'later', count: 1 }] }
    const script = new Script().given('1', 'later').consume().deliver('1', 1, { headers: death })
    expect(placesOf(script)).toEqual(['1: unacked with consumer'])
  })

  test('of a message nobody was seen to publish, and the publish that is recorded late is no second one', () => {
    const script = new Script().consume().deliver('1', 1)
    expect(placesOf(script)).toEqual(['1: unacked with consumer'])
    expect(placesOf(script.given('1'))).toEqual(['1: unacked with consumer'])
  })
})

describe('what has no effect', () => {
  test('a held publish is at the tap until it may pass', () => {
    const script = new Script().publish('1', { routingKey: 'done' }).hold()
    expect(placesOf(script)).toEqual(['1: tap of consumer'])
    expect(placesOf(script.release(1))).toEqual(['1: ready in done'])
  })

  test('a held publish that is thrown away never arrives', () => {
    expect(placesOf(new Script().publish('1').hold().release(1, true))).toEqual(['1: dropped'])
  })

  test('a held ack settles nothing before it may pass', () => {
    const script = new Script().given('1').consume().deliver('1', 1).ack(1).hold()
    expect(placesOf(script)).toEqual(['1: unacked with consumer'])
    expect(placesOf(script.release(4))).toEqual(['1: acked'])
  })

  test('what follows a wrong ack, until the broker has closed the channel', () => {
    const script = new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).ack(1).ack(1).ack(2).publish('2')
    expect(placesOf(script.refuse('PRECONDITION_FAILED - unknown delivery tag 1'))).toEqual(['1: acked', '2: ready in work', 'result of 2: dropped'])
  })
})

describe('a queue that ends by itself takes its messages along', () => {
  const queue = (bits: { exclusive: boolean; autoDelete: boolean }) => {
    const script = new Script().declareExchange('news', 'fanout')
    script.say({ ...onChannel, type: 'queue.declare', queue: 'own', passive: false, durable: false, ...bits, arguments: {} })
    script.say({ ...onChannel, type: 'queue.declare-ok', queue: 'own', messageCount: 0, consumerCount: 0 })
    return script.bind('own', 'news', '').consume({ queue: 'own' })
  }

  test('an exclusive one with its connection', () => {
    const script = queue({ exclusive: true, autoDelete: false }).send('1', 'news', '').deliver('1', 1, { exchange: 'news' }).socketEnd()
    expect(placesOf(script)).toEqual(['1: removed'])
    expect(placesOf(script.send('2', 'news', ''))).toEqual(['1: removed', '2: unrouted'])
  })

  test('an auto-delete one with the last of its consumers', () => {
    const script = queue({ exclusive: false, autoDelete: true }).send('1', 'news', '')
    expect(placesOf(script)).toEqual(['1: ready in own'])
    script.say({ ...onChannel, type: 'basic.cancel', from: 'program', consumerTag: 'tag-1' })
    expect(placesOf(script)).toEqual(['1: removed'])
  })

  test('another one stays', () => {
    expect(placesOf(queue({ exclusive: false, autoDelete: false }).send('1', 'news', '').socketEnd())).toEqual(['1: ready in own'])
  })
})

describe('a program that dies', () => {
  test('gives back what it held', () => {
    expect(placesOf(new Script().given('1').consume().deliver('1', 1).kill())).toEqual(['1: ready in work'])
  })

  test('loses what it took in no-ack mode and left no result of', () => {
    const script = new Script().given('1').given('2').consume({ noAck: true }).deliver('1', 1).deliver('2', 2)
    expect(placesOf(script)).toEqual(['1: forgotten with consumer', '2: forgotten with consumer'])
    expect(placesOf(script.publish('1').kill())).toEqual(['1: worked', '2: lost', 'result of 1: ready in done'])
  })

  test('loses what it had acknowledged before its work', () => {
    const script = new Script().given('1').given('2').consume().deliver('1', 1).publish('1').ack(1).deliver('2', 2).ack(2)
    expect(placesOf(script.kill())).toEqual(['1: acked', '2: lost', 'result of 1: ready in done'])
  })

  test('loses nothing that is known of, where its work leaves no results', () => {
    expect(placesOf(new Script().given('1').consume().deliver('1', 1).ack(1).kill())).toEqual(['1: acked'])
  })
})

import { describe, expect, test } from 'vitest'
import { Script } from './events.fixture.ts'
import { count, filmOf } from './film.ts'

const story = (script: Script): string[] => filmOf(script.recording).scenes.map(({ says }) => says)

describe('a film tells in sentences', () => {
  test('the life of a message', () => {
    expect(story(new Script().given('1').start().consume().deliver('1', 1).publish('1').ack(1))).toEqual([
      'The lab publishes message 1 to the queue work, by the default exchange. It is ready in work.',
      'consumer is started.',
      'consumer starts to consume from work.',
      'The broker delivers message 1 from work to consumer. Unacknowledged with consumer: message 1.',
      'consumer publishes the result of 1 to the queue done, by the default exchange. It is ready in done.',
      'consumer acknowledges message 1. The broker forgets it.',
    ])
  })

  test('a crash, and what comes back', () => {
    const script = new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).publish('1').hold()
    script.say({ source: 'lab', type: 'lab.kill', program: 'consumer', signal: 'SIGKILL' })
    script.release(6, true).socketEnd().consume().deliver('1', 1, { redelivered: true })
    expect(story(script).slice(4)).toEqual([
      'The broker delivers message 2 from work to consumer. Unacknowledged with consumer: messages 1 and 2.',
      'consumer publishes the result of 1 to the queue done, by the default exchange. The lab holds the frame at the tap: it has not arrived.',
      'consumer is killed (SIGKILL).',
      'The held basic.publish is thrown away: it never arrives.',
      'The socket of consumer ends. Messages 1 and 2 go back to their places in work.',
      'consumer starts to consume from work.',
      'The broker delivers message 1 from work to consumer again, flagged redelivered. Unacknowledged with consumer: message 1.',
    ])
  })

  test('a confirm that was held back', () => {
    const script = new Script().confirmSelect().publish('1').publish('2').confirm(2, true).hold().release(4)
    expect(story(script).slice(2)).toEqual([
      'The broker sends consumer a confirm. The lab holds the frame at the tap: it has not arrived.',
      'The held frame may pass. The broker confirms messages 1 and 2 to consumer.',
    ])
  })

  test('a refusal, with the broker’s words', () => {
    const script = new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).ack(1).ack(1).refuse('unknown delivery tag 1')
    expect(story(script).slice(-2)).toEqual([
      'consumer sends basic.ack for delivery 1, which its channel does not hold.',
      'The broker closes the channel of consumer: 406 unknown delivery tag 1. Message 2 goes back to its place in work.',
    ])
  })

  test('a restart of the broker, and what is gone with it', () => {
    const script = new Script().declareQueue('work').publish('1', { routingKey: 'work', deliveryMode: 2 }).publish('2', { routingKey: 'work' })
    expect(story(script.restart()).slice(-3)).toEqual([
      'The broker is stopped.',
      'The socket of consumer ends.',
      'The broker is started again. Message 2 is lost: not persistent, or in a queue that is not durable.',
    ])
  })

  test('where a refused message goes, by an exchange of its own or the default one', () => {
    const refused = (exchange: string) =>
      story(
        new Script()
          .declareQueue('work', { 'x-dead-letter-exchange': exchange, 'x-dead-letter-routing-key': 'parked' })
          .declareExchange('dead', 'direct')
          .bind('parked', 'dead', 'parked')
          .consume()
          .deliver('1', 1)
          .reject(1, false),
      ).at(-1)
    expect(refused('dead')).toBe('consumer rejects message 1 without requeue. It goes by the exchange dead to parked.')
    expect(refused('')).toBe('consumer rejects message 1 without requeue. It goes by the default exchange to parked.')
  })
})

describe('a film counts', () => {
  const film = filmOf(new Script().given('1').given('2').given('3').consume().deliver('1', 1).deliver('2', 2).ack(1).recording)
  const counts = film.scenes.map((scene) => [count(scene, 'ready', 'work'), count(scene, 'unacked', 'work')])

  test('what is ready and what is unacknowledged in a queue, after each scene', () => {
    expect(counts).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 0],
      [2, 1],
      [1, 2],
      [1, 1],
    ])
  })

  test('what was confirmed to a program, and what was lost with it', () => {
    const confirmed = filmOf(new Script().confirmSelect().publish('1').publish('2').confirm(1).recording).scenes.at(-1)
    expect(confirmed && count(confirmed, 'confirmed', 'consumer')).toBe(1)
    const lost = filmOf(new Script().given('1').consume({ noAck: true }).deliver('1', 1).kill().recording).scenes.at(-1)
    expect(lost && count(lost, 'lost', 'consumer')).toBe(1)
  })

  test('its programs, exchanges and queues, those that stay empty too', () => {
    expect(filmOf(new Script().declareQueue('spare').given('1').consume().recording)).toMatchObject({
      programs: [
        { name: 'consumer', consumes: true },
        { name: 'lab', consumes: false },
      ],
      exchanges: [''],
      queues: ['spare', 'work'],
    })
  })
})

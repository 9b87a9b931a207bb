import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Event } from '@ackademy/contract/recording.ts'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { AMQPLIB_VERSION, outside } from './outside.ts'

const exercise: Exercise = {
  slug: 'simple-consumer',
  title: 'A consumer',
  summary: '',
  services: ['rabbitmq'],
  programs: [{ name: 'consumer', entry: 'consumer.js' }],
  tasks: [],
  timeLimit: 30,
}
const mine = { 'consumer.ts': "import amqp from 'amqplib'\n" }
const body = { size: 2, sha256: '', base64: 'e30=' }
const events: Event[] = [
  { seq: 1, at: 0, source: 'lab', type: 'lab.exchange', exchange: 'notes', exchangeType: 'fanout' },
  { seq: 2, at: 0, source: 'lab', type: 'lab.queue', queue: 'grades', durable: true, arguments: { 'x-max-length': 9 } },
  { seq: 3, at: 0, source: 'lab', type: 'lab.bind', queue: 'grades', exchange: 'notes', routingKey: '' },
  {
    seq: 4,
    at: 0,
    source: 'lab',
    type: 'lab.publish',
    exchange: '',
    routingKey: 'grades',
    properties: { messageId: 'm-1', userId: 'guest' },
    body,
    messageId: 'm-1',
  },
  { seq: 5, at: 0, source: 'lab', type: 'lab.give', file: 'orders.json', records: [{ id: 1 }] },
]

describe('an exercise outside the lab', () => {
  it('has the learner’s files, a package that runs them, a broker and its address', () => {
    const files = outside(exercise, mine, [])
    expect(files).toMatchObject(mine)
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
      name: 'simple-consumer',
      type: 'module',
      scripts: { consumer: 'node --env-file=.env consumer.ts' },
    })
    expect(files['.env']?.split('\n')).toContain('AMQP_URL=amqp://learner:learner@127.0.0.1:5672')
    expect(files['.env']).not.toContain('MANAGEMENT_URL')
  })
  it('does at the broker what the lab did in the Recording, and has the files it gave', () => {
    const files = outside(exercise, mine, events)
    expect(files['lab-did.mjs']?.split('\n').slice(5, 9)).toEqual([
      'await channel.assertExchange("notes", "fanout", {"durable":true})',
      'await channel.assertQueue("grades", {"durable":true,"arguments":{"x-max-length":9}})',
      'await channel.bindQueue("grades", "notes", "")',
      `channel.publish("", "grades", Buffer.from('e30=', 'base64'), {"messageId":"m-1"})`,
    ])
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({ scripts: { lab: 'node --env-file=.env lab-did.mjs' } })
    expect(JSON.parse(files['orders.json'] ?? '')).toEqual([{ id: 1 }])
  })
  it('says what to do where nothing ran yet', () => {
    const files = outside(exercise, mine, [])
    expect(files).not.toHaveProperty('lab-did.mjs')
    expect(files['README.md']).toContain('run or check in the lab')
  })
  it('keeps a learner’s own file in the place of one that is made', () => {
    expect(outside(exercise, { ...mine, 'package.json': '{}' }, [])['package.json']).toBe('{}')
  })
  it('is no ES module where the learner’s programs are none', () => {
    const files = outside(exercise, { 'consumer.js': "const amqp = require('amqplib')\nimport('node:fs')\n" }, [])
    expect(JSON.parse(files['package.json'] ?? '')).not.toHaveProperty('type')
  })
  it('asks for the management’s address where the exercise has one', () => {
    expect(outside({ ...exercise, management: true }, mine, [])['.env']).toContain('MANAGEMENT_URL=http://learner:learner@127.0.0.1:15672')
  })
  it('names the amqplib that the course runs', () => {
    const file = path.resolve(import.meta.dirname, '../../../node_modules/amqplib/package.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: AMQPLIB_VERSION })
  })
})

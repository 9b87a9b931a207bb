import { describe, expect, test } from 'vitest'
import { AS_WRITTEN, codeFor, whatIfOf } from './what-if.ts'

describe('what the controls say', () => {
  test('is nothing while all is as written', () => expect(whatIfOf(AS_WRITTEN)).toBeUndefined())

  test('is what the lab is asked for, and the code it stands for', () => {
    const whatIf = whatIfOf({ prefetch: '0', noAck: 'true', copies: '2', crash: 'basic.deliver', number: '4' })
    expect(whatIf).toEqual({ prefetch: 0, noAck: true, copies: 2, crash: { at: 'basic.deliver', number: 4 } })
    expect(codeFor(whatIf ?? {}, 'consumer.js').split('\n')).toEqual([
      'await channel.prefetch(0)',
      'await channel.consume(queue, onMessage, { noAck: true })',
      "process.kill(process.pid, 'SIGKILL') // as it gets message 4",
      'node consumer.js # in 2 terminals',
    ])
  })

  test.each([
    ['', 1],
    ['-2', 1],
    ['99999', 10_000],
    ['2.6', 3],
  ])('a message’s number of “%s” is %i', (number, meant) => {
    expect(whatIfOf({ ...AS_WRITTEN, crash: 'basic.publish', number })).toEqual({ crash: { at: 'basic.publish', number: meant } })
  })
})

import { describe, expect, it } from 'vitest'
import { errorPlace, placesIn } from './source-places.ts'

const files = ['consumer.js', 'lib/total.js', 'lib/consumer.js']
const named = (text: string) => placesIn(text, files).map(({ path, line, column }) => `${path} ${line} ${column}`)

describe('a place in the learner’s files', () => {
  it('is found in a stack’s line, wherever the engine put the files', () => {
    expect(named('    at work (file:///tmp/ackademy-x1/consumer.js:12:9)')).toEqual(['consumer.js 12 9'])
    expect(named('    at /home/learner/lib/total.js:3:1')).toEqual(['lib/total.js 3 1'])
    expect(named('    at async file:///C:/Users/ada/lab/consumer.js:4:2')).toEqual(['consumer.js 4 2'])
  })
  it('is found in an error’s header, which names a line only', () => {
    expect(named('file:///tmp/a/consumer.js:7\n  const = 1')).toEqual(['consumer.js 7 1'])
  })
  it('is of the file whose whole name ends the path', () => {
    expect(named('at file:///tmp/a/lib/consumer.js:1:1')).toEqual(['lib/consumer.js 1 1'])
    expect(named('at file:///tmp/a/my-consumer.js:1:1')).toEqual([])
  })
  it('is none in a package or in Node itself', () => {
    expect(named('at x (/srv/node_modules/amqplib/consumer.js:3:4)\n at node:internal/modules/run_main:123:5')).toEqual([])
  })
  it('says where in the text it is named', () => {
    const text = 'at (file:///t/consumer.js:1:2)'
    const [place] = placesIn(text, files)
    expect(text.slice(place?.at, (place?.at ?? 0) + (place?.length ?? 0))).toBe('file:///t/consumer.js:1:2')
  })
  it('is found where a folder’s name has a space, written as Node does', () => {
    expect(placesIn('at file:///t/my%20files/a%20b.js:2:3', ['a b.js'])).toMatchObject([{ path: 'a b.js', line: 2, column: 3 }])
  })
})

describe('the place of the last error', () => {
  const uncaught = `got one
file:///tmp/a/lib/total.js:2
  throw new TypeError('no points')
        ^

TypeError: no points
    at add (/srv/node_modules/x/index.js:1:1)
    at total (file:///tmp/a/lib/total.js:2:9)
    at file:///tmp/a/consumer.js:9:3

Node.js v26.10.0
`
  it('is the uppermost of its stack that is the learner’s', () => {
    expect(errorPlace(uncaught, files)).toEqual({ path: 'lib/total.js', line: 2, column: 9, error: 'TypeError: no points' })
  })
  it('is the header’s where there is no stack of theirs', () => {
    const syntax = 'file:///tmp/a/consumer.js:7\n  }}\n   ^\n\nSyntaxError: Unexpected token\n    at compile (node:internal/x:1:2)\n'
    expect(errorPlace(syntax, files)).toMatchObject({ path: 'consumer.js', line: 7 })
  })
  it('is none where the last error’s stack is a package’s, whatever an earlier error named', () => {
    expect(
      errorPlace(`${uncaught}Error: Channel closed by server: 404\n    at accept (/srv/node_modules/amqplib/lib/channel.js:3:4)\n`, files),
    ).toBeUndefined()
  })
  it('is of the last error, colours and carriage returns notwithstanding', () => {
    const coloured = '\u001b[31mRangeError: too far\u001b[39m\r\n    at file:///t/consumer.js:1:1\r\n'
    expect(errorPlace(uncaught + coloured, files)).toMatchObject({ path: 'consumer.js', line: 1, error: 'RangeError: too far' })
  })
  it('is none where no error was printed', () => {
    expect(errorPlace('see consumer.js:3\n', files)).toBeUndefined()
  })
})

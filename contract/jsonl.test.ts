import { describe, expect, test } from 'vitest'
import { fromJsonl, toJsonl, UnreadableRecording } from './jsonl.ts'
import { FORMAT, type Recording } from './recording.ts'

const recording: Recording = {
  header: { format: FORMAT, exercise: 'x', contentHash: '', engine: 'embedded', services: {}, seed: '1' },
  events: [
    { seq: 1, at: 0.5, source: 'lab', type: 'lab.step', text: 'Begin' },
    { seq: 2, at: 1, source: 'lab', type: 'lab.end' },
  ],
}
const [header = '', first = '', last = ''] = toJsonl(recording).split('\n')

const refusal = (text: string): UnreadableRecording => {
  try {
    fromJsonl(text)
  } catch (error) {
    if (error instanceof UnreadableRecording) return error
  }
  throw new Error('it was read')
}

describe('a Recording as JSONL', () => {
  test('comes back as it was written, blank lines or not', () => {
    expect(fromJsonl(toJsonl(recording))).toEqual(recording)
    expect(fromJsonl(`${header}\n\n${first}\r\n${last}`)).toEqual(recording)
  })

  test.each([
    ['an empty file', '', 1, 'line 1 is not the header of a Recording'],
    ['a file without a header', `${first}\n${last}`, 1, 'line 1 is not the header of a Recording'],
    ['a line cut short', `${header}\n${first.slice(0, 20)}\n`, 2, 'line 2 is not an event of a Recording'],
    ['an event of an unknown type', `${header}\n${first.replace('lab.step', 'lab.dance')}`, 2, 'line 2 is not an event of a Recording'],
    ['a missing event', `${header}\n${last}`, 2, 'line 2 is event 2 where 1 was expected'],
  ])('%s is refused with its line', (_, text, line, said) => {
    const error = refusal(text)
    expect(error.line).toBe(line)
    expect(error.message).toContain(said)
  })
})

// A Recording as JSONL: the header on line 1, then one event a line, numbered from 1 without gaps.
import { Event, RecordingHeader, type Recording } from './recording.ts'

/** What stands at a line where a header or an event of this format was expected. */
export class UnreadableRecording extends Error {
  override readonly name = 'UnreadableRecording'
  /** From 1. */
  readonly line: number
  constructor(line: number, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.line = line
  }
}

export const toJsonl = ({ header, events }: Recording): string => [header, ...events].map((line) => JSON.stringify(line)).join('\n') + '\n'

/** Throws UnreadableRecording. */
export function fromJsonl(text: string): Recording {
  const [first, ...rest] = text.split('\n').filter((line) => line.trim() !== '')
  const header = parsed(RecordingHeader, first, 1)
  const events = rest.map((line, index) => parsed(Event, line, index + 2))
  const gap = events.findIndex((event, index) => event.seq !== index + 1)
  if (gap >= 0) {
    const seen = events[gap]?.seq ?? 0
    throw new UnreadableRecording(gap + 2, `line ${gap + 2} is event ${seen} where ${gap + 1} was expected: the file is cut or edited`)
  }
  return { header, events }
}

function parsed<T>(schema: { parse(value: unknown): T }, line: string | undefined, number: number): T {
  try {
    return schema.parse(JSON.parse(line ?? ''))
  } catch (cause) {
    const expected = number === 1 ? 'the header of a Recording' : 'an event of a Recording'
    throw new UnreadableRecording(number, `line ${number} is not ${expected}`, { cause })
  }
}

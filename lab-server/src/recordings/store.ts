// A Recording as JSONL: the header, then one event a line.
import { readFile, writeFile } from 'node:fs/promises'
import { Event, RecordingHeader, type Recording } from '@ackademy/contract/recording.ts'
import { LabError } from '../errors.ts'

export const toJsonl = ({ header, events }: Recording): string => [header, ...events].map((line) => JSON.stringify(line)).join('\n') + '\n'

/** Throws LabError `recording-unreadable` with the line that is no event of this format. */
export function fromJsonl(text: string, name: string): Recording {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const parse = <T>(schema: { parse(value: unknown): T }, line: string | undefined, number: number): T => {
    try {
      return schema.parse(JSON.parse(line ?? ''))
    } catch (cause) {
      throw new LabError(
        'recording-unreadable',
        `${name}, line ${number} is not ${number === 1 ? 'the header of a Recording' : 'an event of a Recording'}.`,
        'Give a .jsonl file that `lab check --save FILE` wrote, by this version of the lab.',
        { cause },
      )
    }
  }
  const header = parse(RecordingHeader, lines[0], 1)
  const events = lines.slice(1).map((line, index) => parse(Event, line, index + 2))
  const gap = events.findIndex((event, index) => event.seq !== index + 1)
  if (gap >= 0) {
    throw new LabError(
      'recording-unreadable',
      `${name}, line ${gap + 2}: event ${events[gap]?.seq} where ${gap + 1} was expected.`,
      'The file is cut or edited; record it again.',
    )
  }
  return { header, events }
}

export const saveRecording = (file: string, recording: Recording): Promise<void> => writeFile(file, toJsonl(recording))

export async function loadRecording(file: string): Promise<Recording> {
  try {
    return fromJsonl(await readFile(file, 'utf8'), file)
  } catch (cause) {
    if (cause instanceof LabError) throw cause
    throw new LabError('recording-unreadable', `${file} can't be read.`, 'Give the path of a stored Recording (.jsonl).', { cause })
  }
}

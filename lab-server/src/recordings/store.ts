// Recordings on disk.
import { readFile, writeFile } from 'node:fs/promises'
import { fromJsonl, toJsonl, UnreadableRecording } from '@ackademy/contract/jsonl.ts'
import type { Recording } from '@ackademy/contract/recording.ts'
import { LabError } from '../errors.ts'

export const saveRecording = (file: string, recording: Recording): Promise<void> => writeFile(file, toJsonl(recording))

/** Throws LabError `recording-unreadable`, with the line that is no event of this format. */
export async function loadRecording(file: string): Promise<Recording> {
  try {
    return fromJsonl(await readFile(file, 'utf8'))
  } catch (cause) {
    if (cause instanceof UnreadableRecording)
      throw new LabError(
        'recording-unreadable',
        `${file}: ${cause.message}.`,
        'Give a .jsonl file that `lab check --save FILE` wrote, by this version of the lab.',
        { cause },
      )
    throw new LabError('recording-unreadable', `${file} can't be read.`, 'Give the path of a stored Recording (.jsonl).', { cause })
  }
}

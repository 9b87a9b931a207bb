import { homedir, tmpdir } from 'node:os'
import { toJsonl } from '@ackademy/contract/jsonl.ts'
import type { Recording } from '@ackademy/contract/recording.ts'
import type { Config } from '../config.ts'
import { LabError } from '../errors.ts'
import { DemoFolders } from '../grading/demo-folder.ts'
import { recordScenario } from '../grading/run-check.ts'
import { openParts } from '../parts.ts'
import { saveRecording } from '../recordings/store.ts'
import { onInterrupt } from './check.ts'
import { words } from './words.ts'

export const usage = 'demo [name …]'
export const summary = 'records the demos of the lessons (all of them by default) anew; through AMQP_URL where that is set'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { positionals } = words(args, {}, usage)
  const demos = new DemoFolders(config.root)
  const wanted = await Promise.all((positionals.length > 0 ? positionals : await demos.names()).map((name) => demos.load(name)))
  await using parts = await openParts({ ...config, engine: config.engine ?? 'embedded' })
  const signal = onInterrupt()
  for (const { loaded, files, recording: file } of wanted) {
    const recording = await recordScenario({ ...parts, loaded, files, signal })
    refuseUnfit(loaded.exercise.slug, recording, [config.root, homedir(), tmpdir()])
    await saveRecording(file, recording)
    console.log(`${loaded.exercise.slug}: ${recording.events.length} events, ${toJsonl(recording).length} bytes`)
  }
  return 0
}

/** A demo is published: it says nothing of the machine it was recorded on. And what did not go as its scenario meant shows nothing. */
function refuseUnfit(name: string, recording: Recording, folders: readonly string[]): void {
  const text = toJsonl(recording)
  const named = folders.find((folder) => folder.length > 1 && text.includes(folder))
  if (named !== undefined)
    throw new LabError(
      'exercise-broken',
      `The demo ${name} names ${named}, a folder of this machine.`,
      'Its programs must print nothing of the kind.',
    )
  const missed = recording.events.find((event) => event.type === 'lab.deadline')
  if (missed?.type === 'lab.deadline')
    throw new LabError(
      'exercise-broken',
      `The demo ${name} waited in vain for ${missed.what}.`,
      'Mend its programs or its scenario; nothing was stored.',
    )
}

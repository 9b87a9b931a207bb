// A check from start to verdict: a stage of its own with a copy of the files, the scenario played on it, the Recording graded.
import { randomBytes } from 'node:crypto'
import type { Recording } from '@ackademy/contract/recording.ts'
import type { Verdict } from '@ackademy/contract/verdict.ts'
import { asLabError, LabError } from '../errors.ts'
import { grade } from './grade.ts'
import { Player } from './player.ts'
import { opening, Stage, type StageParts } from './stage.ts'

export interface Checked {
  readonly recording: Recording
  readonly verdict: Verdict
}

export const newSeed = (): string => randomBytes(8).toString('hex')

interface Told {
  readonly progress?: (text: string) => void
  /** Is told the Recording's header before its first event. */
  readonly begun?: (header: Recording['header']) => void
  /** Is told the verdict at once; what it was come by on is taken down after that. */
  readonly judged?: (checked: Checked) => Promise<void> | void
}

/** Throws LabError; aborts with the signal's reason. */
export async function runCheck(parts: StageParts, given: Told = {}): Promise<Checked> {
  given.progress?.(opening(parts.loaded.exercise))
  await using stage = await Stage.open(parts)
  const recording = await play(stage, parts, given)
  given.progress?.('Judging the Recording')
  const checked = { recording, verdict: grade(parts.loaded.exercise, parts.loaded.checks, recording) }
  await given.judged?.(checked)
  return checked
}

/** The scenario played, and what was seen. Throws LabError; aborts with the signal's reason. */
export async function recordScenario(parts: StageParts): Promise<Recording> {
  await using stage = await Stage.open(parts)
  return await play(stage, parts, {})
}

async function play(stage: Stage, parts: StageParts, given: Told): Promise<Recording> {
  const { loaded, now } = parts
  // What a program did not do for want of a place to run says nothing about it: no verdict.
  const losing = new AbortController()
  void stage.lost.then((reason) => losing.abort(reason))
  const signal = AbortSignal.any([parts.signal, losing.signal])
  given.begun?.(stage.recorder.header)
  const player = new Player({
    stage,
    timeLimitMs: loaded.exercise.timeLimit * 1000,
    now,
    signal,
    ...(given.progress ? { progress: given.progress } : {}),
  })
  try {
    await Promise.all([loaded.scenario.prepare(player), stage.ready])
    await loaded.scenario.check(player)
    signal.throwIfAborted()
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    if (cause instanceof LabError) throw cause
    throw new LabError(
      'scenario-failed',
      `The scenario of ${loaded.exercise.slug} failed: ${asLabError(cause).message}`,
      'This is a fault of the exercise or the lab, not of the program: no verdict is given.',
      { cause },
    )
  }
  stage.recorder.record({ source: 'lab', type: 'lab.end' })
  const { header, events } = stage.recorder
  return { header, events: [...events] }
}

// A check from start to verdict: a stage of its own with a copy of the files, the scenario played on it, the Recording graded.
import { randomBytes } from 'node:crypto'
import type { Recording } from '@ackademy/contract/recording.ts'
import type { Verdict } from '@ackademy/contract/verdict.ts'
import { asLabError, LabError } from '../errors.ts'
import { grade } from './grade.ts'
import { LabConnection } from './lab-connection.ts'
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
}

/** Throws LabError; aborts with the signal's reason. */
export async function runCheck(parts: StageParts, given: Told = {}): Promise<Checked> {
  const recording = await recordScenario(parts, given)
  given.progress?.('Judging the Recording')
  return { recording, verdict: grade(parts.loaded.exercise, parts.loaded.checks, recording) }
}

/** The scenario played, and what was seen. Throws LabError; aborts with the signal's reason. */
export async function recordScenario(parts: StageParts, given: Told = {}): Promise<Recording> {
  const { loaded, now } = parts
  given.progress?.(opening(loaded.exercise))
  await using stage = await Stage.open(parts)
  // What a program did not do for want of a place to run says nothing about it: no verdict.
  const losing = new AbortController()
  void stage.lost.then((reason) => losing.abort(reason))
  const signal = AbortSignal.any([parts.signal, losing.signal])
  await using connection = await LabConnection.open(stage.virtualHost)
  given.begun?.(stage.recorder.header)
  const player = new Player({
    stage,
    connection,
    timeLimitMs: loaded.exercise.timeLimit * 1000,
    now,
    signal,
    ...(given.progress ? { progress: given.progress } : {}),
  })
  try {
    await loaded.scenario.prepare(player)
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

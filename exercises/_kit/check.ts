// What an exercise's checks.ts is written with: a Check looks at a Wire and says how one task stands.
import type { Finding } from '@ackademy/contract/verdict.ts'
import { diagnose } from '@ackademy/wire/diagnosis.ts'
import { some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export type Judgement = Omit<Finding, 'task'>
export type Check = (wire: Wire) => Judgement
/** By task id, in exercise.json's order. */
export type Checks = Readonly<Record<string, Check>>

export const pass = (message: string, evidence: readonly number[]): Judgement => ({ status: 'pass', message, evidence: [...evidence] })

export const fail = (seen: Seen): Judgement => ({ status: 'fail', ...seen })

export const open = (message: string): Judgement => ({ status: 'open', message, evidence: [] })

export const unchecked = (message: string): Judgement => ({ status: 'unchecked', message, evidence: [] })

/** The first mistake that any of the rules sees. */
export const firstOf = (...rules: readonly (() => Seen | undefined)[]): Seen | undefined => {
  for (const rule of rules) {
    const seen = rule()
    if (seen) return seen
  }
  return undefined
}

/**
 * A task that needs something to have been seen: `fail` once its absence is proved (with the diagnosis of what
 * stood in the program's way, if there is one), `open` until then.
 */
export function missing(wire: Wire, program: string, waitingFor: string, otherwise: Seen): Judgement {
  const proved = wire.ended || wire.deadline !== undefined || wire.all('process.missing').length > 0
  const diagnosis = diagnose(wire, program)
  const exited = wire.all('process.exit').some((exit) => exit.program === program && exit.by === 'itself')
  if (!proved && !(exited && diagnosis)) return open(waitingFor)
  if (diagnosis === undefined) return fail(otherwise)
  const { message, evidence, decisive } = diagnosis
  if (decisive) return fail({ mistake: 'never-got-there', message, evidence })
  return fail({ mistake: otherwise.mistake, message: `${otherwise.message} ${message}`, evidence: some([...otherwise.evidence, ...evidence]) })
}

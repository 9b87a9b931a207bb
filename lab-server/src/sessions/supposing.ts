// A free run as if the program were written otherwise, or died: the tap says another prefetch or noAck in its place, more of it run at once, and it
// is killed at a frame that then arrives nowhere, and started again.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import type { TerminalSize } from '../engines/engine.ts'
import type { RunningProgram } from '../grading/program.ts'
import type { Stage } from '../grading/stage.ts'
import type { Tap, TapHold } from '../taps/tap.ts'

/** Undefined when there is no file to run it from. `ended` resolves when the last of it has. */
export async function startSupposing(
  stage: Stage,
  program: string,
  whatIf: WhatIf,
  terminal: TerminalSize,
): Promise<Pick<RunningProgram, 'ended'> | undefined> {
  const { crash, copies = 1 } = whatIf
  stage.recorder.record({ source: 'lab', type: 'lab.what-if', program, ...whatIf })
  const names = Array.from({ length: copies }, (_, index) => (index === 0 ? program : `${program}-${index + 1}`))
  const taps: Tap[] = []
  for (const name of names) taps.push(await stage.tap(name))
  for (const tap of taps) tap.alteration = whatIf
  const hold = crash && taps[0]?.hold(occurrence(crash))
  const first = await stage.start(program, terminal)
  const others: RunningProgram[] = []
  for (const name of first ? names.slice(1) : []) {
    const other = await stage.start(program, terminal, name)
    if (other) others.push(other)
  }
  const whole = async () => {
    if (first && hold) await crashed(stage, first, hold, () => stage.start(program, terminal))
    hold?.release()
    await first?.ended
    await Promise.all(others.map((other) => other.end('learner', 'SIGTERM')))
    for (const tap of taps) tap.alteration = undefined
  }
  const ended = whole().catch(() => undefined) // a workspace that is lost is told by its stage
  return first && { ended }
}

/** True at the so-manieth event of a kind. */
function occurrence({ at, number }: NonNullable<WhatIf['crash']>): (event: AmqpEvent) => boolean {
  let count = 0
  return ({ type }) => type === at && ++count === number
}

async function crashed(stage: Stage, running: RunningProgram, hold: TapHold, again: () => Promise<RunningProgram | undefined>): Promise<void> {
  const held = await Promise.race([hold.reached, running.ended.then(() => undefined)])
  if (held === undefined) return
  const { name: program } = running
  stage.recorder.record({ source: 'lab', type: 'lab.hold', program, what: held.type, heldSeq: held.seq })
  stage.recorder.record({ source: 'lab', type: 'lab.kill', program, signal: 'SIGKILL' })
  const dead = running.end('lab', 'SIGKILL')
  await running.exited // it would tell of a lost connection, were that cut before
  stage.recorder.record({ source: 'lab', type: 'lab.release', program, heldSeq: held.seq, dropped: true })
  hold.drop()
  await dead
  await (await stage.tap(program)).idle()
  await (
    await again()
  )?.ended
}

// What the rules about a restarted broker ask: how a program whose connection broke went on.
import type { Of, Wire } from '../wire.ts'

export interface After {
  readonly stop: number
  /** Undefined while the broker is down. */
  readonly start: number | undefined
  /** Its sockets since. */
  readonly dialled: readonly number[]
  /** Those on which the broker said connection.open-ok. */
  readonly connected: readonly number[]
  readonly consumed: readonly number[]
  /** Its end by itself. */
  readonly exit: Of<'process.exit'> | undefined
}

/** Of the last restart; undefined when there was none. */
export function afterRestart(wire: Wire, program: string): After | undefined {
  const stop = wire.last('lab.broker-stop')?.seq
  if (stop === undefined) return undefined
  const since = (events: readonly { program: string; seq: number }[]) =>
    events.filter((event) => event.program === program && event.seq > stop).map(({ seq }) => seq)
  const start = wire.last('lab.broker-start')?.seq ?? 0
  return {
    stop,
    start: start > stop ? start : undefined,
    dialled: since(wire.all('socket.open')),
    connected: since(wire.all('connection.open-ok')),
    consumed: since([...wire.all('basic.consume'), ...wire.all('basic.get')]),
    exit: wire.all('process.exit').find((exit) => exit.program === program && exit.seq > stop && exit.by === 'itself'),
  }
}

/** The first that was met after that event. */
export const deadlineAfter = (wire: Wire, since: number): Of<'lab.deadline'> | undefined => wire.all('lab.deadline').find(({ seq }) => seq > since)

/** What it says, for a sentence; empty where none was met. */
export const waited = (deadline: Of<'lab.deadline'> | undefined): string =>
  deadline ? ` in the ${(deadline.waitedMs / 1000).toFixed(1)} s the lab waited` : ''

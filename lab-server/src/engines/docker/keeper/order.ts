// What the lab says to the keeper in a learner's container: one JSON message a line, on the container's stdin. What it answers is report.ts.
// The lab is trusted: what is looked at is whether both are of one version. By hand, since zod would be a third of an idle container's memory.
import type { Files } from '@ackademy/contract/exercise.ts'
import type { Env, TerminalSize } from '../../engine.ts'

export type Order =
  /** Whether a booted Node is to wait for the first program. Done when it waits, or could not be made; or when it is gone. */
  | { readonly type: 'wait'; readonly id: number; readonly on: boolean }
  /** From now on it is one learner's workspace. */
  | { readonly type: 'open'; readonly id: number; readonly exercise: string }
  /** Names and sizes are looked at by who writes them. */
  | { readonly type: 'write'; readonly id: number; readonly files: Files }
  | {
      readonly type: 'spawn'
      readonly id: number
      readonly program: number
      readonly command: readonly string[]
      readonly env: Env
      readonly terminal: TerminalSize
    }
  | { readonly type: 'input'; readonly program: number; readonly text: string }
  | { readonly type: 'resize'; readonly program: number; readonly columns: number; readonly rows: number }
  | { readonly type: 'kill'; readonly id: number; readonly program: number; readonly signal: 'SIGTERM' | 'SIGKILL' }

type Is = (value: unknown) => boolean
const whole: Is = Number.isInteger
const text: Is = (value) => typeof value === 'string'
const texts: Is = (value) => typeof value === 'object' && value !== null && Object.values(value).every(text)
const size: Is = (value) => typeof value === 'object' && value !== null && whole(Reflect.get(value, 'columns')) && whole(Reflect.get(value, 'rows'))

const PARTS: { readonly [Type in Order['type']]: Readonly<Record<Exclude<keyof Extract<Order, { type: Type }>, 'type'>, Is>> } = {
  wait: { id: whole, on: (value) => typeof value === 'boolean' },
  // it becomes a folder's name
  open: { id: whole, exercise: (value) => typeof value === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) },
  write: { id: whole, files: texts },
  spawn: { id: whole, program: whole, command: (value) => Array.isArray(value) && value.every(text), env: texts, terminal: size },
  input: { program: whole, text },
  resize: { program: whole, columns: whole, rows: whole },
  kill: { id: whole, program: whole, signal: (value) => value === 'SIGTERM' || value === 'SIGKILL' },
}

/** Throws an Error that names what is not as expected. */
export function orderOf(line: string): Order {
  const told: unknown = JSON.parse(line)
  const type: unknown = typeof told === 'object' && told !== null ? Reflect.get(told, 'type') : undefined
  if (typeof type !== 'string' || !Object.hasOwn(PARTS, type))
    throw new Error(`${line.slice(0, 100)} is no order; there are ${Object.keys(PARTS).join(', ')}`)
  const order = told as Order
  for (const [part, is] of Object.entries<Is>(PARTS[order.type]))
    if (!is(Reflect.get(order, part))) throw new Error(`the order ${type} has no fit ${part}: ${line.slice(0, 200)}`)
  return order
}

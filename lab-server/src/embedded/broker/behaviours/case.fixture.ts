// One behaviour of a broker: how a client sees it, and what RabbitMQ 3.10.8 showed.
import type { Closing } from './bare.fixture.ts'
import type { World } from './client.fixture.ts'

export interface Case {
  /** A sentence with the broker as its subject. */
  readonly name: string
  readonly observe: (world: World) => Promise<unknown>
  /** RabbitMQ's answer; the embedded broker's too, unless it differs on purpose. */
  readonly expected: unknown
  /** What the embedded broker answers instead, and why. */
  readonly embedded?: { readonly expected: unknown; readonly why: string }
}

export type Ask = Awaited<ReturnType<World['channel']>>

export const body = (text: string): Buffer => Buffer.from(text)
export const error = (code: number, text: string, classId: number, methodId: number): Closing => ({ code, text, classId, methodId })
export const unknownTag = (tag: number): Closing => error(406, `PRECONDITION_FAILED - unknown delivery tag ${tag}`, 60, 80)

export const fail = (): never => {
  throw new Error('a message the case needs did not come')
}

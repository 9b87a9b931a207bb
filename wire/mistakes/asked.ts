import type { Publish } from '../message.ts'
import type { Of } from '../wire.ts'

/** A request of a program to a service that the lab plays, and what followed from it. */
export interface Asked {
  readonly request: Publish
  /** The service's first reply to it. */
  readonly reply: Of<'lab.publish'> | undefined
  /** What the program published for it. */
  readonly results: readonly Publish[]
}

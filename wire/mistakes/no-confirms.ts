import type { Publish } from '../message.ts'
import { count, some, type Seen } from './seen.ts'

/** Published on a channel without confirm.select: the program can't know what arrived. */
export function noConfirms(publishes: readonly Publish[]): Seen | undefined {
  const blind = publishes.filter((publish) => publish.confirmTag === undefined)
  if (blind.length === 0) return undefined
  return {
    mistake: 'no-confirms',
    message: `${count(blind.length, 'message')} went out on a channel without confirm.select: the broker confirms nothing there, so your program can't know what arrived. Use createConfirmChannel().`,
    evidence: some(blind.map(({ event }) => event.seq)),
  }
}

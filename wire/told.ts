// What an event moved, in the words sentences are made of.
import type { Copy, Move } from './copies.ts'
import type { Places } from './places.ts'

export class Told {
  readonly moves: readonly Move[]
  readonly places: Places

  constructor(moves: readonly Move[], places: Places) {
    this.moves = moves
    this.places = places
  }

  /** The messages that moved to where `which` is true. */
  copies(which: (move: Move) => boolean = () => true): string {
    return list(this.moves.filter(which).flatMap(({ id }) => this.places.copy(id) ?? []))
  }

  /** What went back to its queue, and what was lost; starts with a blank, empty where nothing was. */
  get aftermath(): string {
    const removed = this.moves.filter(({ to }) => to.at === 'gone' && to.why === 'removed')
    const back = this.moves.filter(({ id, to }) => to.at === 'queue' && !removed.some((move) => move.id === id))
    const lost = this.moves.filter(({ to }) => to.at === 'gone' && to.why === 'lost')
    const transient = this.moves.filter(({ to }) => to.at === 'gone' && to.why === 'transient')
    const queues = [...new Set(back.flatMap(({ to }) => (to.at === 'queue' ? [to.queue] : [])))]
    const said = []
    if (back.length > 0)
      said.push(
        ` ${capital(this.copies((move) => back.includes(move)))} ${goes(back)} back to ${back.length === 1 ? 'its place' : 'their places'} in ${queues.join(', ')}.`,
      )
    if (removed.length > 0)
      said.push(` ${capital(this.copies((move) => removed.includes(move)))} ${goes(removed)} with ${removed.length === 1 ? 'its' : 'their'} queue.`)
    if (transient.length > 0)
      said.push(
        ` ${capital(this.copies((move) => transient.includes(move)))} ${transient.length === 1 ? 'is' : 'are'} lost: not persistent, or in a queue that is not durable.`,
      )
    if (lost.length > 0)
      said.push(
        ` ${capital(this.copies((move) => lost.includes(move)))} ${lost.length === 1 ? 'is' : 'are'} lost: the broker has forgotten ${lost.length === 1 ? 'it' : 'them'}, and no result came.`,
      )
    return said.join('')
  }
}

const nameOf = ({ label }: Copy): string => (label.resultOf ? `the result of ${label.text}` : label.text)

/** "message 1", "messages 1, 2 and 3", "messages 1 to 6", "the result of 1". */
export function list(copies: readonly Copy[]): string {
  const names = [...new Set(copies.map(nameOf))]
  const plain = copies.every(({ label }) => label.resultOf === undefined)
  const inARow = names.length > 3 && names.every((name, index) => name === String(Number(names[0]) + index))
  const said =
    names.length < 2
      ? names.join()
      : inARow
        ? `${names[0] ?? ''} to ${names.at(-1) ?? ''}`
        : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
  return said === '' || !plain ? said : `${names.length === 1 ? 'message' : 'messages'} ${said}`
}

const goes = (moves: readonly Move[]): string => (moves.length === 1 ? 'goes' : 'go')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

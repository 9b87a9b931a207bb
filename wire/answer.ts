// The answer to a demo's question, counted in its film.
import type { Question } from '@ackademy/contract/demo.ts'
import { count, type Film } from './film.ts'

export interface Answer {
  /** Index of the scene that is asked about. */
  readonly scene: number
  readonly count: number
  /** Index of the right choice. */
  readonly choice: number
}

/** Throws where the film has no such scene, or none of the choices is right. */
export function answerTo({ ask, at, count: what, of, choices }: Question, film: Film): Answer {
  const alike = film.scenes.flatMap(({ event }, index) => (event.type === at.type ? [index] : []))
  const index = alike[at.nth - 1]
  const scene = index === undefined ? undefined : film.scenes[index]
  if (index === undefined || scene === undefined)
    throw new Error(`“${ask}” is about ${at.type} number ${at.nth}; the film has ${alike.length} of them.`)
  const right = count(scene, what, of)
  const choice = choices.findIndex((one) => one.count === right)
  if (choice < 0) throw new Error(`“${ask}” is answered by ${right} (${what} of ${of}), and no choice says so.`)
  return { scene: index, count: right, choice }
}

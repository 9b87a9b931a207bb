// How a learner has divided the workbench, kept in this browser: how much of its width the code has, and how high the terminal is.
import { z } from 'zod'
import { keptIn, type GetStorage } from './kept.ts'

export const SIDES = {
  /** Percent of the frame's width. */
  code: { least: 25, most: 75, usual: 55, step: 5 },
  /** In px. */
  terminal: { least: 96, most: 800, usual: 192, step: 32 },
} as const
export type Side = keyof typeof SIDES

const Split = z.object({ code: z.number(), terminal: z.number() }).partial()

/** Whole, and within what the side may have. */
export const within = (side: Side, size: number): number => Math.round(Math.min(SIDES[side].most, Math.max(SIDES[side].least, size)))

/** What a key on its border makes of a size; undefined for keys that mean nothing there. */
export function byKey(side: Side, size: number, key: string): number | undefined {
  const { least, most, step } = SIDES[side]
  const [less, more] = side === 'code' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
  switch (key) {
    case less:
      return within(side, size - step)
    case more:
      return within(side, size + step)
    case 'Home':
      return least
    case 'End':
      return most
    default:
      return undefined
  }
}

export const splitIn = (storage: GetStorage) => {
  const kept = keptIn(storage, 'split')
  const read = (): z.infer<typeof Split> => Split.safeParse(kept.read()).data ?? {}
  return {
    size: (side: Side): number => within(side, read()[side] ?? SIDES[side].usual),
    /** Where the browser keeps nothing it stays as it is until the page is left. */
    keep: (side: Side, size: number): void => void kept.write({ ...read(), [side]: size }),
  }
}

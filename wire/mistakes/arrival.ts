import type { Wire } from '../wire.ts'

/** When a frame arrived: one that the lab held back did when it was released, and never when it was thrown away. */
export const arrival = (wire: Wire, seq: number): number => {
  if (!wire.all('lab.hold').some(({ heldSeq }) => heldSeq === seq)) return seq
  return wire.all('lab.release').find(({ heldSeq, dropped }) => heldSeq === seq && !dropped)?.seq ?? Infinity
}

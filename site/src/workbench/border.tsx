// The border between two parts of the workbench: dragged, or moved by the arrow keys once it has the focus; a double click puts it back.
import { useState } from 'preact/hooks'
import { byKey, SIDES, splitIn, within, type Side } from './split.ts'

const split = splitIn(() => localStorage)

/** A side's size, and how it is changed. */
export function useSide(side: Side): [number, (size: number) => void] {
  const [size, show] = useState(() => split.size(side))
  const set = (asked: number) => {
    show(within(side, asked))
    split.keep(side, within(side, asked))
  }
  return [size, set]
}

interface Given {
  side: Side
  label: string
  size: number
  set: (size: number) => void
  /** The size at which the border would be under the pointer. */
  at: (pointer: PointerEvent) => number
}

export const Border = ({ side, label, size, set, at }: Given) => (
  <div
    class={`wb-border wb-border-${side}`}
    data-testid={`border-${side}`}
    role="separator"
    tabIndex={0}
    aria-label={label}
    aria-orientation={side === 'code' ? 'vertical' : 'horizontal'}
    aria-valuemin={SIDES[side].least}
    aria-valuemax={SIDES[side].most}
    aria-valuenow={size}
    onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
    onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && set(at(event))}
    onDblClick={() => set(SIDES[side].usual)}
    onKeyDown={(event) => {
      const asked = byKey(side, size, event.key)
      if (asked === undefined) return
      event.preventDefault()
      set(asked)
    }}
  />
)

// Messages in a row, each with its name: as many as there is room for, and how many more.
import type { Timeline } from '@ackademy/wire/timeline.ts'

interface Given {
  readonly copies: readonly number[]
  readonly timeline: Timeline
  readonly x: number
  readonly y: number
  readonly width: number
  /** `kept`: what the broker keeps of a message that a program has. */
  readonly is: 'ready' | 'kept' | 'unacked'
  readonly evidence: ReadonlySet<number>
}

const STRIDE = 26
const SIZE = 22
/** Characters that fit in one. */
const FIT = 3

export const Tokens = ({ copies, timeline, x, y, width, is, evidence }: Given) => {
  const room = Math.max(1, Math.floor(width / STRIDE))
  const shown = copies.length <= room ? copies : copies.slice(0, room - 1)
  return (
    <g class="wb-tokens" data-is={is}>
      {shown.map((id, index) => {
        const text = timeline.copy(id)?.label.text ?? String(id)
        const marked = evidence.size > 0 && timeline.touching(id).some((seq) => evidence.has(seq))
        return (
          <g key={id} transform={`translate(${x + index * STRIDE} ${y})`} data-evidence={marked || undefined}>
            <rect width={SIZE} height={18} rx={4} />
            <text x={SIZE / 2} y={13}>
              {text.length > FIT ? `${text.slice(0, FIT - 1)}…` : text}
            </text>
          </g>
        )
      })}
      {shown.length < copies.length && (
        <text class="wb-more" x={x + shown.length * STRIDE} y={y + 13}>
          +{copies.length - shown.length}
        </text>
      )}
    </g>
  )
}

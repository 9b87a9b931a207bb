// The picture of a broker: a box for each of its parts, with the messages in it.
import type { Seen } from '@ackademy/wire/seen-broker.ts'
import type { Timeline } from '@ackademy/wire/timeline.ts'
import type { Box, Part, Plan } from './plan.ts'
import { Tokens } from './tokens.tsx'
import { beforeWords, boundWords, deadWords, exchangeName, kindWords, prefetchWords, typeWords } from './words.ts'

interface Given {
  readonly plan: Plan
  readonly seen: Seen
  readonly timeline: Timeline
  readonly evidence: ReadonlySet<number>
  readonly label: string
  /** Tells two pictures of a page apart. */
  readonly id: string
}

/** Pixels, about. */
const CHARACTER = 6.6
/** How much less fits of bold text. */
const BOLD = 0.9
const INSET = 8

export const Drawn = ({ plan: { width, height, boxes, links }, seen, timeline, evidence, label, id }: Given) => (
  <svg class="wb-broker-picture" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
    <defs>
      <marker id={`${id}-arrow`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0 0L8 4L0 8z" />
      </marker>
    </defs>
    {links.map(({ key, is, way }) => (
      <g key={key} class="wb-link" data-is={is}>
        <path d={way} marker-end={`url(#${id}-arrow)`} />
      </g>
    ))}
    {boxes.map((box) => (
      <g key={box.key} class="wb-box" data-kind={box.part.kind} transform={`translate(${box.x} ${box.y})`}>
        <rect width={box.width} height={box.height} rx={box.part.kind === 'exchange' ? box.height / 2 : 6} />
        <Inside {...{ box, seen, timeline, evidence }} />
      </g>
    ))}
  </svg>
)

const fit = (text: string, width: number): string => {
  const most = Math.floor((width - 2 * INSET) / CHARACTER)
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text
}

const Inside = ({ box, seen, timeline, evidence }: { box: Box } & Pick<Given, 'seen' | 'timeline' | 'evidence'>) => {
  const { part, width } = box
  const middle = part.kind === 'exchange'
  const [title, under, dead = ''] = headOf(part, seen)
  const tokens = { timeline, evidence, x: INSET, width: width - 2 * INSET }
  return (
    <>
      <text class="wb-title" x={middle ? width / 2 : INSET} y={18} data-middle={middle || undefined}>
        {fit(title, width * BOLD)}
      </text>
      <text class="wb-under" x={middle ? width / 2 : INSET} y={34} data-middle={middle || undefined}>
        {fit(under, width)}
      </text>
      {part.kind === 'queue' && (
        <>
          <text class="wb-under" x={INSET} y={50}>
            {fit(dead, width)}
          </text>
          <Count y={68} what="ready" {...{ count: part.of.ready.length, more: beforeWords(part.of), width }} />
          <Tokens {...tokens} copies={part.of.ready} y={73} is="ready" />
          <Count y={108} what="unacknowledged" {...{ count: part.of.unacked.length, more: '', width }} />
          <Tokens {...tokens} copies={part.of.unacked} y={113} is="kept" />
        </>
      )}
      {(part.kind === 'consumer' || part.kind === 'holder') && (
        <>
          <Count y={52} what="unacknowledged" {...{ count: part.of.unacked.length, more: '', width }} />
          <Tokens {...tokens} copies={part.of.unacked} y={58} is="unacked" />
        </>
      )}
    </>
  )
}

const Count = ({ y, what, count, more, width }: { y: number; what: string; count: number; more: string; width: number }) => (
  <text class="wb-count-of" data-what={what} data-some={count > 0 || undefined} x={INSET} y={y}>
    {/* another element each time, so that a change shows */}
    <tspan key={count} class="wb-figure">
      {count}
    </tspan>{' '}
    {what}
    {more !== '' && <tspan class="wb-under">{fit(more, width - 60)}</tspan>}
  </text>
)

function headOf(part: Part, seen: Seen): readonly [string, string, string?] {
  switch (part.kind) {
    case 'publisher':
      return [part.of.program === 'lab' ? 'the lab' : part.of.program, `published ${[...part.of.to.values()].reduce((a, b) => a + b, 0)}`]
    case 'exchange':
      return [exchangeName(part.of.name), part.of.here.length > 0 ? `${part.of.here.length} to no known queue` : typeWords(part.of)]
    case 'queue':
      return [part.of.name, [kindWords(part.of), boundWords(part.of, seen)].filter((words) => words !== '').join(' · '), deadWords(part.of)]
    case 'consumer':
      return [part.of.program, `channel ${part.of.channel} · ${prefetchWords(part.of)}`]
    case 'holder':
      return [part.of.program, `channel ${part.of.channel} · consumes no more`]
  }
}

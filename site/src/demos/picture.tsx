// The picture of a film as its first shot shows it. What a player moves or writes bears a data attribute. A lesson's page has it drawn at
// build, without a script; a Recording that somebody opens is drawn in the browser.
import type { Film } from '@ackademy/wire/film.ts'
import { linesOf, pathOf } from './lines.ts'
import { DIAMOND, type Box, type Plan } from './plan.ts'
import type { Shot, Spot } from './shots.ts'

interface Given {
  readonly film: Film
  readonly plan: Plan
  readonly first: Shot | undefined
  readonly title: string
}

export const Picture = ({ film, plan, first, title }: Given) => (
  <svg
    class="diagram demo-picture"
    viewBox={`0 0 ${plan.width} ${plan.height}`}
    role="img"
    aria-label={`${title}. Each step is told in a sentence below the picture.`}
  >
    <g aria-hidden="true">
      <rect class="line dashed" x="1" y={plan.broker.from} width={plan.width - 2} height={plan.broker.to - plan.broker.from} rx="10" />
      <text class="quiet" x="10" y={plan.broker.from + 17}>
        the broker
      </text>
      {linesOf(film, plan).map((line) => (
        <path class={line.dead ? 'line dashed' : 'line'} d={pathOf(line)} />
      ))}
      {plan.exchanges.map(({ name, x, y }) => (
        <g>
          <path class="box" d={`M${x} ${y - DIAMOND}l${DIAMOND} ${DIAMOND}l${-DIAMOND} ${DIAMOND}l${-DIAMOND} ${-DIAMOND}z`} />
          <text class="strong clear" x={x + DIAMOND + 6} y={y + 4}>
            {shown(name)}
          </text>
        </g>
      ))}
      {plan.boxes.map((box) => (
        <BoxOf box={box} first={first} />
      ))}
      {plan.over.map(({ key, at }) => (
        <text class="quiet" x={at.x} y={at.y} data-text={key}>
          {first?.texts[key]}
        </text>
      ))}
      <Tokens film={film} plan={plan} first={first} />
      <g class="frame" data-frame style={placed(plan, undefined)}>
        <rect x="-46" y="-10" width="92" height="20" rx="10" />
        <text y="4"></text>
      </g>
    </g>
  </svg>
)

const BoxOf = ({ box, first }: { box: Box; first: Shot | undefined }) => {
  const { kind, name, x, y, width, height, lanes, status, confirms } = box
  return (
    <g data-box={`${kind}:${name}`}>
      <rect class="box" x={x} y={y} width={width} height={height} rx={kind === 'queue' ? 5 : 10} />
      <text class="strong" x={x + 10} y={y + 18} style={`font-size: ${Math.min(13, (width - 16) / (0.62 * name.length)).toFixed(1)}px`}>
        {kind === 'queue' ? shown(name) : name === 'lab' ? 'the lab' : name}
      </text>
      {status && (
        <text class="quiet" x={status.x} y={status.y} text-anchor="end" data-text={`status:${name}`}>
          {first?.texts[`status:${name}`]}
        </text>
      )}
      {confirms && (
        <text x={confirms.x} y={confirms.y} data-text={`confirmed:${name}`}>
          {first?.texts[`confirmed:${name}`]}
        </text>
      )}
      {lanes.map(({ key, at }) => (
        <text x={at.x} y={at.y} data-text={key}>
          {first?.texts[key]}
        </text>
      ))}
    </g>
  )
}

/** What the broker keeps of a message lies under what its consumer holds of it. */
const Tokens = ({ film, plan, first }: Omit<Given, 'title'>) => {
  const copies = film.scenes.at(-1)?.copies ?? []
  return (
    <>
      {copies.map(({ id, label }) => (
        <g class="kept" data-kept={id} style={placed(plan, first?.kept[id])} data-shown={first?.kept[id] ? '' : undefined}>
          <rect x="-10" y="-10" width="20" height="20" rx={label.resultOf ? 10 : 4} />
          <text y="4">{label.text}</text>
        </g>
      ))}
      {copies.map(({ id, label }) => (
        <g class="token" data-token={id} style={placed(plan, first?.tokens[id])} data-look={first?.tokens[id]?.[2]}>
          <rect x="-11" y="-11" width="22" height="22" rx={label.resultOf ? 11 : 4} />
          <text y="4">{label.text}</text>
          <path class="token-again" d="M1 -11H9Q11 -11 11 -9V-1Z" />
        </g>
      ))}
    </>
  )
}

const shown = (name: string): string => (name === '' ? 'default exchange' : name.startsWith('amq.gen-') ? 'amq.gen-…' : name)

/** What is not there yet waits in the middle, out of sight. */
const placed = (plan: Plan, spot: readonly [...Spot, ...unknown[]] | undefined): string =>
  `transform: translate(${spot?.[0] ?? plan.width / 2}px, ${spot?.[1] ?? plan.height / 2}px)`

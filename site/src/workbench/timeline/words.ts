// What a lane and a bar say of themselves: with it, no picture needs a legend.
import type { Bar, Lane, Timeline } from '@ackademy/wire/timeline.ts'
import { list } from '@ackademy/wire/told.ts'

const LISTED = 12

export interface LaneWords {
  readonly name: string
  readonly what: string
  /** What stands in it now; `unacked` is what a program has not acknowledged. */
  readonly now: string
  readonly unacked: boolean
}

export function laneWords(lane: Lane, timeline: Timeline): LaneWords {
  const { kind, name, connection, channel } = lane.named
  const open = [...lane.open].map(({ copy }) => copy)
  const those = (word: string, ids: readonly number[] = open) => {
    const copies = ids.slice(0, LISTED).flatMap((id) => timeline.copy(id) ?? [])
    return `${ids.length} ${word}${ids.length === 0 ? '' : `: ${list(copies)}${ids.length > LISTED ? ' …' : ''}`}`
  }
  switch (kind) {
    case 'program':
      return { name, what: 'publishes', now: open.length > 0 ? those('without an answer') : '', unacked: false }
    case 'exchange':
      return {
        name: name === '' ? 'default exchange' : name,
        what: name === '' ? '' : 'exchange',
        now: open.length > 0 ? those('here') : '',
        unacked: false,
      }
    case 'queue':
      return { name, what: 'queue', now: those('ready'), unacked: false }
    case 'consumer': {
      const others = timeline.lanes.some((other) => other.named.name === name && other.named.kind === kind && other.named.connection !== connection)
      const where = `consumes on ${others ? `connection ${connection}, ` : ''}channel ${channel}`
      const prefetch = lane.prefetch === undefined ? 'no prefetch' : lane.prefetch === 0 ? 'prefetch 0, no limit' : `prefetch ${lane.prefetch}`
      const left = lane.abandoned.length > 0 ? those('left unacknowledged', lane.abandoned) : ''
      const now = open.length > 0 || left === '' ? those('unacknowledged') : left
      return { name, what: `${where} · ${prefetch}`, now, unacked: open.length > 0 || left !== '' }
    }
  }
}

/** From the longest to the shortest: the first that has room is written. */
export function barWords(bar: Bar, timeline: Timeline): readonly string[] {
  const copy = timeline.copy(bar.copy)
  const label = copy?.label
  const name = label?.resultOf ? `result of ${label.text}` : (label?.text ?? '')
  const again = bar.is === 'unacked' && bar.again ? `${name} again` : name
  const said = saidOf(bar)
  const sign = signOf(bar)
  return [...(said === '' ? [] : [`${again} ${said}`]), ...(sign === '' ? [] : [`${again} ${sign}`, `${name}${sign}`]), again, name]
}

function saidOf({ is, end }: Bar): string {
  switch (end) {
    case 'acked':
      return is === 'ready' ? 'taken and acknowledged' : 'acknowledged ✓'
    case 'requeued':
      return 'requeued ↩'
    case 'abandoned':
      return is === 'unacked' ? 'left unacknowledged ↩' : ''
    case 'rejected':
      return 'rejected ✗'
    case 'dead-lettered':
      return 'dead-lettered ✗'
    case 'lost':
      return is === 'no-ack' ? 'no-ack, lost ✗' : 'lost ✗'
    case 'confirmed':
      return 'confirmed ✓'
    case 'refused':
      return 'refused ✗'
    case 'unanswered':
      return 'never confirmed ✗'
    case 'removed':
    case 'transient':
      return 'removed ✗'
    case 'dropped':
      return 'never arrived ✗'
    default:
      return {
        published: '',
        held: 'held at the tap',
        passing: '',
        unrouted: 'no queue known',
        ready: 'ready',
        unacked: 'unacknowledged',
        'no-ack': 'no-ack',
        returned: 'returned',
      }[is]
  }
}

function signOf({ end }: Bar): string {
  if (end === 'acked' || end === 'confirmed') return '✓'
  if (end === 'requeued' || end === 'abandoned') return '↩'
  return isBad(end) ? '✗' : ''
}

export const isBad = (end: Bar['end']): boolean =>
  end === 'rejected' ||
  end === 'dead-lettered' ||
  end === 'lost' ||
  end === 'refused' ||
  end === 'unanswered' ||
  end === 'transient' ||
  end === 'removed' ||
  end === 'dropped'

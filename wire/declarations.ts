// What programs asked the broker to have: queues, and bindings of queues to exchanges, each with the broker's answer.
// Answers on a channel come in the order of the questions; a channel that was closed meanwhile answers nothing any more.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { Wire } from './wire.ts'

type Of<T extends AmqpEvent['type']> = Extract<AmqpEvent, { type: T }>

export interface DeclaredQueue {
  /** What the broker calls it: a name of its own where the program asked for ''. */
  readonly name: string
  readonly event: Of<'queue.declare'>
  /** Number of its declare-ok. Undefined: not answered, or refused. */
  readonly since: number | undefined
}

export interface Binding {
  readonly queue: string
  readonly exchange: string
  readonly routingKey: string
  readonly event: Of<'queue.bind'>
  /** Number of its bind-ok: from there on it stands. */
  readonly since: number | undefined
}

export function queuesOf(wire: Wire): DeclaredQueue[] {
  const answers = pair(wire, wire.all('queue.declare'), wire.all('queue.declare-ok'), (asked, ok) => ['', ok.queue].includes(asked.queue))
  return wire.all('queue.declare').map((event) => {
    const ok = answers.get(event)
    return { name: ok?.queue ?? event.queue, event, since: ok?.seq }
  })
}

export function bindingsOf(wire: Wire): Binding[] {
  const queues = queuesOf(wire)
  const answers = pair(wire, wire.all('queue.bind'), wire.all('queue.bind-ok'))
  return wire.all('queue.bind').map((event) => {
    const { exchange, routingKey, connection, channel, seq } = event
    // the name '' stands for the queue this channel declared last
    const last = () => queues.findLast((queue) => queue.event.connection === connection && queue.event.channel === channel && queue.event.seq < seq)
    return { queue: event.queue === '' ? (last()?.name ?? '') : event.queue, exchange, routingKey, event, since: answers.get(event)?.seq }
  })
}

interface OnChannel {
  readonly seq: number
  readonly connection: number
  readonly channel: number
}

/** Each question to its answer. */
function pair<Q extends OnChannel, A extends OnChannel>(
  wire: Wire,
  questions: readonly Q[],
  answers: readonly A[],
  fits: (question: Q, answer: A) => boolean = () => true,
): Map<Q, A> {
  const paired = new Map<Q, A>()
  const same = (one: OnChannel, other: OnChannel) => one.connection === other.connection && one.channel === other.channel
  const closes = wire.all('channel.close')
  for (const answer of answers) {
    const question = questions.find(
      (asked) =>
        !paired.has(asked) &&
        asked.seq < answer.seq &&
        same(asked, answer) &&
        fits(asked, answer) &&
        !closes.some((close) => same(close, asked) && close.seq > asked.seq && close.seq < answer.seq),
    )
    if (question) paired.set(question, answer)
  }
  return paired
}

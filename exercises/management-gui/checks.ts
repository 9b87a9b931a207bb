import { count, some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, type Checks, type Judgement } from '../_kit/check.ts'
import { answersIn, at, FILE, said, type Answers } from './answers.ts'
import { acknowledged, closures, freed, handedIn, QUEUES, stateOf, stuckIn, timeouts } from './school.ts'
import { takesAway } from './takes-away.ts'

type State = NonNullable<ReturnType<typeof stateOf>>

/** What an answer is compared with, once there is one. */
function compared(wire: Wire, judge: (answers: Answers & { readonly given: object }, state: State) => Judgement): Judgement {
  const [answers, state] = [answersIn(wire), stateOf(wire)]
  if (answers === undefined || state === undefined) return missing(wire, 'look', `Waiting for ${FILE}. It is read in a check only.`, noAnswers(wire))
  const { given } = answers
  if (given === undefined) return missing(wire, 'look', '', noAnswers(wire, answers))
  return judge({ ...answers, given }, state)
}

const noAnswers = (wire: Wire, answers?: Answers): Seen => ({
  mistake: 'no-answers',
  message: answers?.event.text === undefined ? `Your program left no file ${FILE}.` : `What your program left in ${FILE} is no object in JSON.`,
  evidence: some([answers?.event.seq, wire.last('process.exit')?.seq, wire.deadline?.seq]),
})

export default {
  counts: (wire) =>
    compared(wire, ({ given, event }, state) => {
      for (const queue of QUEUES) {
        const { ready = 0, unacknowledged = 0 } = state.queues[queue] ?? {}
        const [saidReady, saidUnacknowledged] = [at(given, 'queues', queue, 'ready'), at(given, 'queues', queue, 'unacknowledged')]
        if (saidReady === ready && saidUnacknowledged === unacknowledged) continue
        const truth = `In ${queue} there were ${ready} ready and ${unacknowledged} unacknowledged (delivered, and not acknowledged yet).`
        const answer = `You say ${said(saidReady)} ready and ${said(saidUnacknowledged)} unacknowledged.`
        const evidence = some([state.seq, event.seq, ...asked(wire, `/queues`)])
        return fail(confused({ ready, unacknowledged }, { ready: saidReady, unacknowledged: saidUnacknowledged }, `${truth} ${answer}`, evidence))
      }
      return pass('You tell ready from unacknowledged in all three queues.', some([state.seq, event.seq]))
    }),

  stuck: (wire) =>
    compared(wire, ({ given, event }, state) => {
      const [stuck = '', answer] = [stuckIn(wire), at(given, 'stuck')]
      const kept = wire.deliveries.filter((delivery) => delivery.event.program === stuck && delivery.settledBy === undefined)
      const evidence = some([state.seq, ...timeouts(wire).map(({ seq }) => seq), event.seq, ...kept.map((delivery) => delivery.event.seq)])
      if (answer === stuck) return pass(`${stuck} holds ${count(heldBy(state, stuck), 'delivery', 'deliveries')} and acknowledges none.`, evidence)
      return fail({
        mistake: 'names-another-consumer',
        message: `You name ${said(answer)}. The consumer that held ${count(heldBy(state, stuck), 'delivery', 'deliveries')} and acknowledged none is ${stuck}: the broker closed its channel for that (${timeouts(wire)[0]?.replyText.split('. ')[0] ?? ''}).`,
        evidence,
      })
    }),

  timeout: (wire) =>
    compared(wire, ({ given, event }) => {
      const [closed, answer] = [timeouts(wire)[0], at(given, 'error')]
      const evidence = some([closed?.seq, event.seq])
      if (/precondition[_ -]failed|\b406\b/i.test(typeof answer === 'string' || typeof answer === 'number' ? String(answer) : ''))
        return pass(`The broker closed its channel with ${closed?.replyCode} ${closed?.replyText}`, evidence)
      return fail({
        mistake: 'names-another-error',
        message: `You name ${said(answer)}. The broker closed its channel with ${closed?.replyCode} ${closed?.replyText}`,
        evidence,
      })
    }),

  frees(wire) {
    const mistake = firstOf(
      () => takesAway(wire),
      () => closesAnother(wire),
    )
    if (mistake) return fail(mistake)
    const closed = freed(wire)
    if (closed === undefined)
      return missing(wire, 'look', 'Waiting for the stuck consumer’s connection to be closed.', {
        mistake: 'not-freed',
        message: `The connection of the stuck consumer${named(wire)} was not closed: it still holds its deliveries.`,
        evidence: some([stateOf(wire)?.seq, ...timeouts(wire).map(({ seq }) => seq), wire.deadline?.seq]),
      })
    const all = handedIn(wire)
    if (acknowledged(wire).length === all.length)
      return pass(
        `Its connection was closed, and the consumer after it acknowledged all ${all.length} submissions.`,
        some([closed.seq, ...wire.settlements.filter(({ event }) => event.seq > closed.seq).map(({ event }) => event.seq)]),
      )
    return wire.ended
      ? fail({
          mistake: 'messages-missing',
          message: `Of ${all.length} submissions ${acknowledged(wire).length} came to the consumer after it.`,
          evidence: some([closed.seq, ...all.map(({ seq }) => seq), wire.deadline?.seq]),
        })
      : open('Its connection is closed. What it held is counted in a check only.')
  },
} satisfies Checks

const heldBy = (state: State, consumer: string): number => state.consumers[consumer]?.unacknowledged ?? 0
const named = (wire: Wire): string => ` (${stuckIn(wire) ?? ''})`

/** Requests about something, by their path. */
const asked = (wire: Wire, about: string): number[] => wire.all('http.request').flatMap(({ path, seq }) => (path.includes(about) ? [seq] : []))

type Pair<T> = Readonly<Record<'ready' | 'unacknowledged', T>>

function confused(truth: Pair<number>, answer: Pair<unknown>, message: string, evidence: number[]): Seen {
  const sum = truth.ready + truth.unacknowledged
  if (truth.ready !== truth.unacknowledged && answer.unacknowledged === truth.ready)
    return { mistake: 'ready-for-unacked', message: `${message} You read the ready messages for the unacknowledged ones.`, evidence }
  if (truth.unacknowledged > 0 && (answer.ready === sum || answer.unacknowledged === sum))
    return { mistake: 'total-for-part', message: `${message} ${sum} is both together (the API’s “messages”).`, evidence }
  return { mistake: 'wrong-counts', message, evidence }
}

/** A consumer that did its work lost its connection. */
function closesAnother(wire: Wire): Seen | undefined {
  const wrong: Of<'connection.close'> | undefined = closures(wire).find(({ program }) => program !== stuckIn(wire))
  if (wrong === undefined) return undefined
  return {
    mistake: 'closes-another-consumer',
    message: `The connection of ${wrong.program} was closed (${wrong.replyCode} ${wrong.replyText}). That consumer acknowledged all it got; the stuck one is${named(wire)}.`,
    evidence: some([stateOf(wire)?.seq, wrong.seq, ...asked(wire, '/connections/')]),
  }
}

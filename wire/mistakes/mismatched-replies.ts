import type { Publish } from '../message.ts'
import type { Of } from '../wire.ts'
import type { Asked } from './asked.ts'
import { count, some, type Seen } from './seen.ts'

type Reply = Of<'lab.publish'>

/** Results that do not bear the answer to their own request. `bears`: whether a result bears what a reply says. */
export function mismatchedReplies(
  asked: readonly Asked[],
  replies: readonly Reply[],
  bears: (result: Publish, reply: Reply) => boolean,
): Seen | undefined {
  const wrong = asked.flatMap(({ request, reply, results }) => {
    if (reply === undefined) return []
    const result = results.find((one) => !bears(one, reply))
    if (result === undefined) return []
    return [{ request, reply, result, taken: replies.find((other) => bears(result, other)) }]
  })
  const first = wrong[0]
  if (first === undefined) return undefined
  return {
    mistake: 'mismatched-replies',
    message:
      `${count(wrong.length, 'result')} of ${asked.length} ${wrong.length === 1 ? 'bears' : 'bear'} the answer to another request` +
      (first.taken
        ? `: the request with correlation id ${short(first.request.event.properties.correlationId)} was given the reply to ${short(first.taken.properties.correlationId)}. `
        : ', or to none. ') +
      'Replies do not come in the order of the requests: take the correlation id from the reply, and look up by it who waits.',
    evidence: some([first.request.event.seq, first.reply.seq, ...wrong.flatMap(({ taken, result }) => [taken?.seq, result.event.seq])]),
  }
}

const short = (id: string | undefined): string => (id === undefined ? 'none' : id.length > 12 ? `${id.slice(0, 8)}…` : id)

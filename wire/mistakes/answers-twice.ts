import type { Asked } from './asked.ts'
import { some, type Seen } from './seen.ts'

/** One request led to more than one result: its reply came twice, and was taken twice. */
export function answersTwice(asked: readonly Asked[]): Seen | undefined {
  const twice = asked.find(({ results }) => results.length > 1)
  if (twice === undefined) return undefined
  return {
    mistake: 'answers-twice',
    message: `One request led to ${twice.results.length} results. Its reply came twice, as it does when a service dies between its reply and its acknowledgement. Forget a correlation id once its reply is there, and ignore what comes under one you do not know.`,
    evidence: some([twice.request.event.seq, twice.reply?.seq, ...twice.results.map(({ event }) => event.seq)]),
  }
}

// Whether the program took messages out of a queue: a purge, a queue that is deleted, a “get” that keeps what it shows, by the management or
// by AMQP. None of it frees what a consumer holds, and what is taken is gone.
import { jsonOf } from '@ackademy/wire/message.ts'
import { some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import { at } from './answers.ts'

const CONTENTS = /^\/api\/queues\/[^/]+\/([^/?]+)\/contents$/
const WHOLE = /^\/api\/queues\/[^/]+\/([^/?]+)\/?(?:\?.*)?$/
const GET = /^\/api\/queues\/[^/]+\/([^/?]+)\/get$/

export function takesAway(wire: Wire): Seen | undefined {
  for (const request of wire.all('http.request')) {
    const answer = wire.all('http.response').find((response) => response.request === request.request)
    const taken = answer !== undefined && answer.status < 300 ? takenBy(request) : undefined
    if (taken) return { ...taken, evidence: some([request.seq, answer?.seq]) }
  }
  const purged = wire.all('queue.purge-ok').find(({ program, messageCount }) => program === 'look' && messageCount > 0)
  if (purged)
    return { mistake: 'purges', message: `Your program purged a queue: ${purged.messageCount} messages are gone. ${BUT}`, evidence: [purged.seq] }
  return undefined
}

const BUT = 'That takes away what is ready, and leaves what a consumer holds.'

function takenBy({ method, path, body }: Of<'http.request'>): Omit<Seen, 'evidence'> | undefined {
  const queue = (pattern: RegExp) => decodeURIComponent(pattern.exec(path)?.[1] ?? '')
  if (method === 'DELETE' && CONTENTS.test(path))
    return { mistake: 'purges', message: `Your program purged the queue ${queue(CONTENTS)}: its ready messages are gone. ${BUT}` }
  if (method === 'DELETE' && WHOLE.test(path))
    return { mistake: 'deletes-queue', message: `Your program deleted the queue ${queue(WHOLE)}, and all messages in it are gone.` }
  const mode = at(jsonOf(body), 'ackmode')
  if (method === 'POST' && GET.test(path) && typeof mode === 'string' && mode.endsWith('requeue_false'))
    return {
      mistake: 'keeps-what-it-looks-at',
      message: `Your program looked into ${queue(GET)} with the ackmode ${mode}: what it was shown is gone from the queue. To look and leave it there, the mode is ack_requeue_true.`,
    }
  return undefined
}

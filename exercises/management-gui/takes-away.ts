// Whether the program took messages out of a queue: a purge, a queue that is deleted, a “get” that keeps what it shows, by the management or
// by AMQP. None of it frees what a consumer holds, and what is taken is gone.
import { removalBy, type Removal } from '@ackademy/wire/management.ts'
import { some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export function takesAway(wire: Wire): Seen | undefined {
  const [removal] = wire.all('http.response').flatMap((response) => removalBy(response, wire) ?? [])
  if (removal) return { ...inWords(removal), evidence: some([removal.request.seq, removal.response.seq]) }
  const purged = wire.all('queue.purge-ok').find(({ program, messageCount }) => program === 'look' && messageCount > 0)
  if (purged)
    return { mistake: 'purges', message: `Your program purged a queue: ${purged.messageCount} messages are gone. ${BUT}`, evidence: [purged.seq] }
  return undefined
}

const BUT = 'That takes away what is ready, and leaves what a consumer holds.'

function inWords({ by, queue, ackmode }: Removal): Omit<Seen, 'evidence'> {
  switch (by) {
    case 'purge':
      return { mistake: 'purges', message: `Your program purged the queue ${queue}: its ready messages are gone. ${BUT}` }
    case 'delete':
      return { mistake: 'deletes-queue', message: `Your program deleted the queue ${queue}, and all messages in it are gone.` }
    case 'get':
      return {
        mistake: 'keeps-what-it-looks-at',
        message: `Your program looked into ${queue} with the ackmode ${ackmode}: what it was shown is gone from the queue. To look and leave it there, the mode is ack_requeue_true.`,
      }
  }
}

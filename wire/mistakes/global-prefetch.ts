import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** basic.qos with global=true: in RabbitMQ one limit that all consumers of the channel share. Deprecated, and refused by default from RabbitMQ 4.3 on. */
export function globalPrefetch(wire: Wire): Seen | undefined {
  const shared = wire.all('basic.qos').filter((qos) => qos.global)
  const first = shared[0]
  if (first === undefined) return undefined
  const refusal = wire.refusals.find((closure) => closure.connection === first.connection && closure.seq > first.seq)
  return {
    mistake: 'global-prefetch',
    message:
      `You asked for a prefetch with global=true: that is one limit shared by all consumers of the channel, so a busy one takes it from the others. ` +
      (refusal ? `RabbitMQ refused: ${refusal.replyCode} ${refusal.replyText}. ` : 'Newer versions of RabbitMQ refuse it. ') +
      `Leave out the second argument: channel.prefetch(${first.prefetchCount}).`,
    evidence: some([...shared.map((qos) => qos.seq), refusal?.seq]),
  }
}

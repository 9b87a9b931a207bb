// The x-death header: what a message has died of, the latest first, one entry for each queue and reason
// (https://www.rabbitmq.com/docs/dlx#effects).
import type { Properties } from '@ackademy/contract/recording.ts'

export interface Death {
  readonly reason: string
  readonly queue: string
  readonly count: number
}

export function deathsOf({ headers }: Properties): Death[] {
  const deaths = headers?.['x-death']
  if (!Array.isArray(deaths)) return []
  return deaths.flatMap((death) => {
    if (typeof death !== 'object' || death === null || Array.isArray(death)) return []
    const { reason, queue, count } = death
    return typeof reason === 'string' && typeof queue === 'string' && typeof count === 'number' ? [{ reason, queue, count }] : []
  })
}

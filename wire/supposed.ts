// What a free run's "What if" supposes, in words.
import type { WhatIf } from '@ackademy/contract/what-if.ts'

export function supposed({ prefetch, noAck, crash, copies }: WhatIf): string[] {
  return [
    prefetch !== undefined && (prefetch === 0 ? 'no prefetch' : `prefetch ${prefetch}`),
    noAck !== undefined && `noAck ${noAck}`,
    crash && `a crash at its ${crash.at} ${crash.number}`,
    copies !== undefined && copies > 1 && `${copies} at once`,
  ].filter((part) => part !== false && part !== undefined)
}

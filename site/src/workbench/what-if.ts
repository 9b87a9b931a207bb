// What the controls of "What if" say, as what the lab is asked for and as the code it stands for.
import type { WhatIf } from '@ackademy/contract/what-if.ts'

/** As the controls hold it; '' is "as written". */
export interface Supposition {
  readonly prefetch: string
  readonly noAck: '' | 'true' | 'false'
  readonly copies: string
  readonly crash: '' | 'basic.deliver' | 'basic.publish'
  readonly number: string
}

export const AS_WRITTEN: Supposition = { prefetch: '', noAck: '', copies: '1', crash: '', number: '3' }

/** Undefined when all is as written. */
export function whatIfOf({ prefetch, noAck, copies, crash, number }: Supposition): WhatIf | undefined {
  const whatIf: WhatIf = {
    ...(prefetch !== '' && { prefetch: Number(prefetch) }),
    ...(noAck !== '' && { noAck: noAck === 'true' }),
    ...(copies !== '1' && { copies: Number(copies) }),
    ...(crash !== '' && { crash: { at: crash, number: Math.min(10_000, Math.max(1, Math.round(Number(number)) || 1)) } }),
  }
  return Object.keys(whatIf).length > 0 ? whatIf : undefined
}

/** The lines of code one would write for it. */
export const codeFor = ({ prefetch, noAck, copies, crash }: WhatIf, entry: string): string =>
  [
    prefetch !== undefined && `await channel.prefetch(${prefetch})`,
    noAck !== undefined && `await channel.consume(queue, onMessage, { noAck: ${noAck} })`,
    crash &&
      `process.kill(process.pid, 'SIGKILL') // ${crash.at === 'basic.deliver' ? 'as it gets message' : 'as it publishes message'} ${crash.number}`,
    copies !== undefined && `node ${entry} # in ${copies} terminals`,
  ]
    .filter((line) => line !== false && line !== undefined)
    .join('\n')

import type * as contract from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export type Lab = contract.Lab<Wire>
export type Scenario = contract.Scenario<Wire>

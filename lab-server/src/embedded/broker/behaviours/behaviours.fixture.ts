// All that is compared between RabbitMQ and the embedded broker, by group.
import { ACKNOWLEDGING } from './acknowledging.fixture.ts'
import type { Case } from './case.fixture.ts'
import { CONSUMING } from './consuming.fixture.ts'
import { EXCHANGES } from './exchanges.fixture.ts'
import { HANDSHAKE } from './handshake.fixture.ts'
import { MISUSE } from './misuse.fixture.ts'
import { PUBLISHING } from './publishing.fixture.ts'
import { QUEUES } from './queues.fixture.ts'

export const BEHAVIOURS: Readonly<Record<string, readonly Case[]>> = {
  handshake: HANDSHAKE,
  misuse: MISUSE,
  queues: QUEUES,
  exchanges: EXCHANGES,
  publishing: PUBLISHING,
  consuming: CONSUMING,
  acknowledging: ACKNOWLEDGING,
}

// All that is compared between RabbitMQ and the embedded broker, by group.
import { ACKNOWLEDGING } from './acknowledging.fixture.ts'
import { ARGUMENTS } from './arguments.fixture.ts'
import type { Case } from './case.fixture.ts'
import { CONSUMERS } from './consumers.fixture.ts'
import { CONSUMING } from './consuming.fixture.ts'
import { DEAD_LETTERING } from './dead-lettering.fixture.ts'
import { EXCHANGES } from './exchanges.fixture.ts'
import { EXPIRY } from './expiry.fixture.ts'
import { HANDSHAKE } from './handshake.fixture.ts'
import { LIMITS } from './limits.fixture.ts'
import { MISUSE } from './misuse.fixture.ts'
import { PREFETCH } from './prefetch.fixture.ts'
import { PRIORITIES } from './priorities.fixture.ts'
import { PUBLISHING } from './publishing.fixture.ts'
import { QUEUES } from './queues.fixture.ts'
import { QUORUM } from './quorum.fixture.ts'
import { REPLY_TO } from './reply-to.fixture.ts'
import { ROUTING } from './routing.fixture.ts'

export const BEHAVIOURS: Readonly<Record<string, readonly Case[]>> = {
  handshake: HANDSHAKE,
  misuse: MISUSE,
  queues: QUEUES,
  'arguments of queues': ARGUMENTS,
  exchanges: EXCHANGES,
  routing: ROUTING,
  publishing: PUBLISHING,
  consuming: CONSUMING,
  prefetch: PREFETCH,
  'kinds of consumers': CONSUMERS,
  priorities: PRIORITIES,
  acknowledging: ACKNOWLEDGING,
  'direct reply-to': REPLY_TO,
  expiry: EXPIRY,
  'limits of length': LIMITS,
  'dead-lettering': DEAD_LETTERING,
  'quorum queues': QUORUM,
}

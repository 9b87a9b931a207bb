// The arguments a queue is declared with: which there are for each type, what RabbitMQ refuses of them and in which words.
// Sources: https://www.rabbitmq.com/docs/queues#optional-arguments, and the answers of 3.10.8.
import type { FieldValue } from '@ackademy/contract/recording.ts'
import type { Release } from './release.ts'
import { Refusal } from './refusal.ts'
import { type Argument, type Arguments, INTEGERS, printed } from './raw-table.ts'

export type QueueType = 'classic' | 'quorum'
export type Overflow = 'drop-head' | 'reject-publish' | 'reject-publish-dlx'

export interface QueueSettings {
  readonly type: QueueType
  /** Milliseconds; undefined: for ever. */
  readonly messageTtl: number | undefined
  readonly expires: number | undefined
  readonly deadLetterExchange: string | undefined
  readonly deadLetterRoutingKey: string | undefined
  readonly maxLength: number | undefined
  readonly maxBytes: number | undefined
  readonly overflow: Overflow
  readonly maxPriority: number | undefined
  readonly singleActive: boolean
  readonly deliveryLimit: number | undefined
}

/** In RabbitMQ's order: of several that differ, the first is told. */
const KNOWN = {
  classic: [
    'x-expires',
    'x-message-ttl',
    'x-dead-letter-exchange',
    'x-dead-letter-routing-key',
    'x-max-length',
    'x-max-length-bytes',
    'x-max-priority',
    'x-overflow',
    'x-queue-mode',
    'x-queue-version',
    'x-single-active-consumer',
    'x-queue-type',
    'x-queue-master-locator',
  ],
  quorum: [
    'x-dead-letter-exchange',
    'x-dead-letter-routing-key',
    'x-dead-letter-strategy',
    'x-expires',
    'x-max-length',
    'x-max-length-bytes',
    'x-max-in-memory-length',
    'x-max-in-memory-bytes',
    'x-overflow',
    'x-single-active-consumer',
    'x-queue-type',
    'x-quorum-initial-group-size',
    'x-delivery-limit',
    'x-message-ttl',
    'x-queue-leader-locator',
  ],
  stream: ['x-max-length-bytes', 'x-queue-type', 'x-max-age', 'x-stream-max-segment-size-bytes', 'x-initial-cluster-size', 'x-queue-leader-locator'],
} as const
const TYPES = ['classic', 'quorum', 'stream'] as const
const ALL: ReadonlySet<string> = new Set<string>(Object.values(KNOWN).flat())
const OVERFLOWS: readonly Overflow[] = ['drop-head', 'reject-publish', 'reject-publish-dlx']

/** Ten years in milliseconds. */
const LONGEST = 315_360_000_000

/** What is wrong with a value, as RabbitMQ prints it; undefined: nothing. */
type Check = (argument: Argument, all: Arguments) => string | undefined

const integer: Check = ({ type }) => (INTEGERS.includes(type) ? undefined : `"expected integer, got ${type}"`)
const natural: Check = (argument, all) => integer(argument, all) ?? (Number(argument.value) < 0 ? `{value_negative,${printed(argument)}}` : undefined)
const duration: Check = (argument, all) =>
  natural(argument, all) ?? (Number(argument.value) > LONGEST ? `{value_too_large,${printed(argument)}}` : undefined)
const positive =
  (check: Check): Check =>
  (argument, all) =>
    INTEGERS.includes(argument.type) && argument.value === 0 ? '{value_zero,0}' : check(argument, all)
const ofType =
  (wanted: string, check: (value: string, all: Arguments) => string | undefined = () => undefined): Check =>
  (argument, all) =>
    argument.type === wanted ? check(printed(argument), all) : `{unacceptable_type,${argument.type}}`
const oneOf = (values: readonly string[], otherwise: (value: string) => string): Check =>
  ofType('longstr', (value) => (values.includes(value) ? undefined : otherwise(value)))

/** In RabbitMQ's order: the first that is wrong is told. */
const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['x-expires', positive(duration)],
  ['x-message-ttl', duration],
  ['x-dead-letter-exchange', ofType('longstr')],
  ['x-dead-letter-routing-key', ofType('longstr', (_, all) => (all.has('x-dead-letter-exchange') ? undefined : 'routing_key_but_no_dlx_defined'))],
  ['x-dead-letter-strategy', oneOf(['at-most-once', 'at-least-once'], () => 'invalid_dlx_strategy')],
  ['x-max-length', natural],
  ['x-max-length-bytes', natural],
  ['x-max-in-memory-length', natural],
  ['x-max-in-memory-bytes', natural],
  [
    'x-max-priority',
    (argument, all) => natural(argument, all) ?? (Number(argument.value) > 255 ? `{max_value_exceeded,${printed(argument)}}` : undefined),
  ],
  ['x-overflow', oneOf(OVERFLOWS, () => 'invalid_overflow')],
  ['x-queue-mode', oneOf(['default', 'lazy'], (value) => `"unsupported queue mode '${value}'"`)],
  [
    'x-queue-version',
    (argument, all) =>
      natural(argument, all) ?? ([1, 2].includes(Number(argument.value)) ? undefined : `"unsupported queue version '${printed(argument)}'"`),
  ],
  ['x-single-active-consumer', ofType('bool')],
  ['x-quorum-initial-group-size', positive(natural)],
  ['x-queue-leader-locator', oneOf(['client-local', 'balanced', 'random', 'least-leaders'], () => 'invalid_queue_locator_arg')],
]
const TYPE: Check = oneOf(TYPES, (value) => `"unsupported queue type '${value}'"`)

/** `described`: the queue in RabbitMQ's words. Throws precondition-failed, and not-implemented for what the embedded broker does not do. */
export function queueSettings(given: Arguments, described: string, release: Release): QueueSettings {
  const exchange = given.get('x-dead-letter-exchange')
  if (exchange !== undefined && exchange.type !== 'longstr') {
    throw new Refusal('precondition-failed', `invalid type '${exchange.type}' for arg 'x-dead-letter-exchange' in ${described}`)
  }
  check(given, described, [['x-queue-type', TYPE]])
  const type = TYPES.find((one) => one === given.get('x-queue-type')?.value) ?? 'classic'
  const known: readonly string[] = KNOWN[type]
  check(
    given,
    described,
    CHECKS.filter(([name]) => known.includes(name)),
  )
  for (const name of given.keys()) {
    if (!ALL.has(name) || known.includes(name)) continue
    throw new Refusal('precondition-failed', `invalid arg '${name}' for ${described} of queue type rabbit_${type}_queue`)
  }
  if (type === 'stream') throw new Refusal('not-implemented', `queue argument 'x-queue-type' = "stream"`)
  const all = settings(type, given, release)
  // Its dead letters wait for their confirms, unless it drops its head when it is full.
  if (given.get('x-dead-letter-strategy')?.value === 'at-least-once' && all.overflow === 'reject-publish') {
    throw new Refusal('not-implemented', `queue argument 'x-dead-letter-strategy' = "at-least-once"`)
  }
  return all
}

function check(given: Arguments, described: string, checks: readonly (readonly [name: string, check: Check])[]): void {
  for (const [name, wrong] of checks) {
    const argument = given.get(name)
    const what = argument && wrong(argument, given)
    if (what !== undefined) throw new Refusal('precondition-failed', `invalid arg '${name}' for ${described}: ${what}`)
  }
}

function settings(type: QueueType, given: Arguments, release: Release): QueueSettings {
  const value = (name: string): FieldValue | undefined => given.get(name)?.value
  const number = (name: string) => (value(name) === undefined ? undefined : Number(value(name)))
  const limit = number('x-delivery-limit') ?? release.deliveryLimit ?? -1
  const text = (name: string) => {
    const argument = given.get(name)
    return argument && printed(argument)
  }
  return {
    type,
    messageTtl: number('x-message-ttl'),
    expires: number('x-expires'),
    deadLetterExchange: text('x-dead-letter-exchange'),
    deadLetterRoutingKey: text('x-dead-letter-routing-key'),
    maxLength: number('x-max-length'),
    maxBytes: number('x-max-length-bytes'),
    overflow: OVERFLOWS.find((one) => one === value('x-overflow')) ?? 'drop-head',
    maxPriority: number('x-max-priority'),
    singleActive: value('x-single-active-consumer') === true,
    deliveryLimit: limit < 0 ? undefined : limit,
  }
}

/** Those of its type that count when a queue is declared again. */
export const comparedArguments = (type: QueueType): readonly string[] => KNOWN[type]

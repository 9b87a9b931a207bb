// Whatever a client may do with a few queues and exchanges, in any order, for the random comparison of brokers.
import fc from 'fast-check'

export const QUEUES = ['a', 'b', 'c'] as const
export const EXCHANGES = ['x', 'y'] as const
type Queue = (typeof QUEUES)[number]
type Exchange = (typeof EXCHANGES)[number]
/** `short` holds two messages; `dead` has its dead letters go to the queue c. */
type Kind = 'plain' | 'short' | 'refusing' | 'dead' | 'priorities'
type How = 'ack' | 'nack' | 'reject'

export type Deed =
  | { readonly does: 'declare a queue'; readonly queue: Queue; readonly kind: Kind }
  | { readonly does: 'declare an exchange'; readonly exchange: Exchange; readonly type: 'direct' | 'fanout' | 'topic' }
  | { readonly does: 'bind' | 'unbind'; readonly queue: Queue; readonly exchange: Exchange; readonly key: string }
  | { readonly does: 'bind exchanges'; readonly source: Exchange; readonly destination: Exchange; readonly key: string }
  | { readonly does: 'delete a queue'; readonly queue: Queue; readonly ifUnused: boolean; readonly ifEmpty: boolean }
  | { readonly does: 'delete an exchange'; readonly exchange: Exchange; readonly ifUnused: boolean }
  | { readonly does: 'purge'; readonly queue: Queue }
  | { readonly does: 'publish'; readonly exchange: '' | Exchange; readonly key: string; readonly priority: number }
  | { readonly does: 'get'; readonly queue: Queue; readonly noAck: boolean }
  /** Settles what a get, or the consumer of `queue`, holds: the nth of it. `multiple`: all up to it. */
  | {
      readonly does: 'settle'
      readonly of: Queue | 'gets'
      readonly nth: number
      readonly how: How
      readonly multiple: boolean
      readonly requeue: boolean
    }
  | { readonly does: 'settle an unknown tag' }
  | { readonly does: 'consume'; readonly queue: Queue; readonly prefetch: number }
  /** Closes the channel: of the consumer of `queue`, or the one that gets and publishes. */
  | { readonly does: 'close'; readonly of: Queue | 'gets' }

const queue = fc.constantFrom(...QUEUES)
const exchange = fc.constantFrom(...EXCHANGES)
const key = fc.constantFrom('k', 'k.l', 'k.*', '#')
const does = <D extends Deed['does']>(word: D) => fc.constant(word)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: does('declare a queue'),
      queue,
      kind: fc.constantFrom<Kind>('plain', 'plain', 'plain', 'short', 'refusing', 'dead', 'priorities'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: does('declare an exchange'), exchange, type: fc.constantFrom('direct', 'fanout', 'topic') }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('bind', 'bind', 'unbind'), queue, exchange, key }) },
  { weight: 1, arbitrary: fc.record({ does: does('bind exchanges'), source: exchange, destination: exchange, key }) },
  { weight: 1, arbitrary: fc.record({ does: does('delete a queue'), queue, ifUnused: fc.boolean(), ifEmpty: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: does('delete an exchange'), exchange, ifUnused: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: does('purge'), queue }) },
  {
    weight: 10,
    arbitrary: fc.record({
      does: does('publish'),
      exchange: fc.constantFrom('', '', 'x', 'y'),
      key: fc.oneof(queue, fc.constantFrom('k', 'k.l')),
      priority: fc.nat(3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: does('get'), queue, noAck: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: does('settle'),
      of: fc.oneof(queue, fc.constant('gets' as const)),
      nth: fc.nat(3),
      how: fc.constantFrom<How>('ack', 'nack', 'reject'),
      multiple: fc.boolean(),
      requeue: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: does('settle an unknown tag') }) },
  { weight: 4, arbitrary: fc.record({ does: does('consume'), queue, prefetch: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ does: does('close'), of: fc.oneof(queue, fc.constant('gets' as const)) }) },
)

/** Begins with the three queues, so that most of what follows meets something. */
export const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(deed, { minLength: 5, maxLength: 30 })

// What releases of RabbitMQ do differently, of what the lessons touch. 3.10 is as 3.10.8 was measured, case by case (behaviours/).
// Real 4.x has not been seen by these tests: what stands here is from its release notes and its published source, as of 4.3.5, the
// first series that refuses by default what was only deprecated in 4.0 to 4.2. There the delivery limit counted every return.
export interface Release {
  readonly version: string
  /** Of a quorum queue that sets none (https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling). */
  readonly deliveryLimit: number | undefined
  /** The limit counts messages a client gave back; else only those it was cut off from, and `x-acquired-count` tells of all. */
  readonly countsReturns: boolean
  /** Queues that are neither durable nor exclusive may be declared. */
  readonly transientQueues: boolean
  /** basic.qos with `global` is for all consumers of a channel; else it is answered, and taken for one without. */
  readonly sharedPrefetch: boolean
  /** An `x-death` that a client publishes is gone on with. */
  readonly readsDeaths: boolean
  /** Bytes of a body. */
  readonly largestMessage: number
}
export type ReleaseName = '3.10' | '4'

export const RELEASES: Readonly<Record<ReleaseName, Release>> = {
  '3.10': {
    version: '3.10.8',
    deliveryLimit: undefined,
    countsReturns: true,
    transientQueues: true,
    sharedPrefetch: true,
    readsDeaths: true,
    largestMessage: 134_217_728,
  },
  '4': {
    version: '4.3.5',
    deliveryLimit: 20,
    countsReturns: false,
    transientQueues: false,
    sharedPrefetch: false,
    readsDeaths: false,
    largestMessage: 16_777_216,
  },
}

/** In 4.x's words, as far as they fit into a reply text. */
export const transientRefused =
  'Feature `transient_nonexcl_queues` is deprecated.\nBy default, this feature is not permitted anymore.\n' +
  'The feature will be removed from a future major RabbitMQ version, regardless of the configuration; actual version to be determined.\n' +
  'To continue using this feature when it is not permitted by default, set the following parameter in your configuration:\n' +
  '    "deprecated_features.permit.transient_nonexcl_queues = true"'

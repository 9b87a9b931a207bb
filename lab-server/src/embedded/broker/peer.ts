import type { MethodArgs, MethodName } from '../../amqp/methods.ts'
import type { Message } from './message.ts'
import type { VirtualHost } from './virtual-host.ts'

/** What a channel may ask of the connection it is on. */
export interface Peer {
  readonly host: VirtualHost
  /** Owns what is exclusive to the connection. */
  readonly owner: object
  readonly user: string
  /** The client knows basic.cancel from the broker (consumer_cancel_notify). */
  readonly hearsCancel: boolean
  /** Milliseconds an acknowledgement may take, on a channel that is opened now. */
  readonly consumerTimeout: number
  /** More is waiting to be sent than should be: no deliveries for now. */
  readonly congested: boolean
  /** Called after each publish. */
  published(): void
  readonly ids: () => string
  send<N extends MethodName>(channel: number, name: N, args?: Partial<MethodArgs<N>>): void
  sendContent<N extends MethodName>(channel: number, name: N, args: Partial<MethodArgs<N>>, message: Message): void
}

// A RabbitMQ that many sessions share, and perhaps several labs: each session a virtual host, and what dead labs left is removed.
import type { Endpoint } from '../engines/engine.ts'
import type { Management } from './management.ts'
import { newInstance, Presence } from './presence.ts'
import type { VirtualHost } from './rabbitmq.ts'
import { VirtualHosts } from './virtual-hosts.ts'

export interface SharedGiven {
  readonly management: Management
  readonly endpoint: () => Endpoint
  readonly spare?: number
  readonly revive?: () => Promise<void>
  readonly log?: (line: string) => void
}

export interface SharedRabbitMq extends AsyncDisposable {
  readonly instance: string
  open(): Promise<VirtualHost>
}

/** Throws LabError `broker-failed`, e.g. when the account is no administrator’s. */
export async function shareRabbitMq({ management, endpoint, spare = 0, revive, log = () => undefined }: SharedGiven): Promise<SharedRabbitMq> {
  const instance = newInstance()
  const given = { management, endpoint, instance, log, ...(revive && { revive }) }
  const presence = await Presence.open({ ...given, back: () => virtualHosts.renew() })
  const virtualHosts = new VirtualHosts({ management, endpoint, instance, spare })
  return {
    instance,
    open: () => virtualHosts.open(),
    async [Symbol.asyncDispose]() {
      await virtualHosts[Symbol.asyncDispose]()
      await presence[Symbol.asyncDispose]()
    },
  }
}

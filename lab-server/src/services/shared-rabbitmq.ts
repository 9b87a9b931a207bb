// A RabbitMQ that many sessions share, and perhaps several labs: each session a virtual host, and what dead labs left is removed.
import type { Endpoint } from '../engines/engine.ts'
import type { Management } from './management.ts'
import { newInstance, Presence } from './presence.ts'
import type { SharedRabbitMq } from './rabbitmq.ts'
import { VirtualHosts } from './virtual-hosts.ts'

export interface SharedGiven {
  readonly management: Management
  readonly endpoint: () => Endpoint
  readonly revive?: () => Promise<void>
  readonly log?: (line: string) => void
}

/** Throws LabError `broker-failed`, e.g. when the account is no administrator’s. */
export async function shareRabbitMq({ management, endpoint, revive, log = () => undefined }: SharedGiven): Promise<Omit<SharedRabbitMq, 'version'>> {
  const instance = newInstance()
  const given = { management, endpoint, instance, log, ...(revive && { revive }) }
  const presence = await Presence.open({ ...given, back: () => virtualHosts.renew() })
  const virtualHosts = new VirtualHosts({ management, endpoint, instance })
  return {
    open: () => virtualHosts.open(),
    prepare: () => virtualHosts.prepare(),
    async [Symbol.asyncDispose]() {
      await virtualHosts[Symbol.asyncDispose]()
      await presence[Symbol.asyncDispose]()
    },
  }
}

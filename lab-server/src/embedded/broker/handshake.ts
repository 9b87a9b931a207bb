// From connection.start-ok to connection.open (0-9-1 §2.2.4): who is there, how large and how often, and where.
//
//   client   header          start-ok          tune-ok  open
//   broker           start             tune                    open-ok
import type { Table } from '../../amqp/field-table.ts'
import type { MethodArgs } from '../../amqp/methods.ts'
import { Refusal } from './refusal.ts'

/** RabbitMQ's defaults: channels, bytes a frame, seconds. */
export const LIMITS = { channelMax: 2047, frameMax: 131_072, heartbeat: 60 }
const SMALLEST = { channelMax: 1, frameMax: 4096 }

export const serverProperties = (version: string): Table => ({
  capabilities: {
    publisher_confirms: true,
    exchange_exchange_bindings: true,
    'basic.nack': true,
    consumer_cancel_notify: true,
    'connection.blocked': true,
    consumer_priorities: true,
    authentication_failure_close: true,
    per_consumer_qos: true,
    direct_reply_to: true,
  },
  cluster_name: 'ackademy@localhost',
  copyright: 'MIT',
  information: `Behaves like RabbitMQ ${version} in what the lessons touch`,
  platform: 'Node.js',
  product: 'Ackademy embedded broker',
  version,
})

/** What the client says it can do. */
export function capabilitiesOf(clientProperties: Table): (name: string) => boolean {
  const { capabilities } = clientProperties
  const table = typeof capabilities === 'object' && capabilities !== null && !Array.isArray(capabilities) ? capabilities : {}
  return (name) => table[name] === true
}

export interface Credentials {
  readonly name: string
  readonly password: string
}

/** RFC 4616: authorisation identity, user and password, a NUL before each of the latter two. Throws what is not that. */
export function plain(mechanism: string, response: Buffer): Credentials {
  if (mechanism !== 'PLAIN') throw new Refusal('command-invalid', `unknown authentication mechanism '${mechanism}'`)
  const [, name, password, ...more] = response.toString('utf8').split('\0')
  if (name === undefined || password === undefined || more.length > 0) throw new Refusal('syntax-error', 'response is not PLAIN')
  return { name, password }
}

/** In RabbitMQ's words, whatever was wrong: a stranger is not told. */
export const loginRefused = (): Refusal =>
  new Refusal('access-refused', 'Login was refused using authentication mechanism PLAIN. For details see the broker logfile.', null)

export function tuned({ channelMax, frameMax, heartbeat }: MethodArgs<'connection.tune-ok'>): typeof LIMITS {
  for (const [field, value, least, most] of [
    ['channel_max', channelMax, SMALLEST.channelMax, LIMITS.channelMax],
    ['frame_max', frameMax, SMALLEST.frameMax, LIMITS.frameMax],
  ] as const) {
    const refused = (comparison: string, bound: number) =>
      new Refusal('not-allowed', `negotiated ${field} = ${value} is ${comparison} allowed value (${bound})`)
    if (value !== 0 && value < least) throw refused('lower than the minimum', least)
    if (value === 0 || value > most) throw refused('higher than the maximum', most)
  }
  return { channelMax, frameMax, heartbeat }
}

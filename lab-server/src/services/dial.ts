// The lab's own connection to a session's virtual host, with the channel it publishes on.
import amqp from 'amqplib'
import { LabError } from '../errors.ts'

export interface Dialled {
  readonly connection: amqp.ChannelModel
  readonly channel: amqp.ConfirmChannel
  /** Whether it stands still: a broker may close it while nobody uses it. */
  open(): boolean
}

/** Throws LabError `broker-failed`. */
export async function dial(url: string): Promise<Dialled> {
  try {
    const connection = await amqp.connect(url, { noDelay: true, timeout: 10_000 })
    connection.on('error', () => {}) // the operation under way rejects with it
    let open = true
    connection.on('close', () => (open = false))
    const channel = await connection.createConfirmChannel()
    channel.on('error', () => {})
    return { connection, channel, open: () => open }
  } catch (cause) {
    throw new LabError(
      'broker-failed',
      `The lab could not connect to its broker: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Is it still running? `npm run lab -- doctor` tells.',
      { cause },
    )
  }
}

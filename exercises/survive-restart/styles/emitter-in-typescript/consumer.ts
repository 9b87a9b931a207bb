import { EventEmitter } from 'node:events'
import amqp, { type ConfirmChannel, type ConsumeMessage } from 'amqplib'

interface Submission {
  readonly id: string
  readonly points: number[]
}

const broker = new EventEmitter<{ up: [ConfirmChannel]; down: [string] }>()

async function dial(): Promise<void> {
  try {
    const connection = await amqp.connect(process.env['AMQP_URL']!)
    connection.on('error', (error: Error) => console.log(error.message))
    connection.once('close', (error?: Error) => broker.emit('down', error?.message ?? 'closed'))
    broker.emit('up', await connection.createConfirmChannel())
  } catch (error) {
    broker.emit('down', error instanceof Error ? error.message : String(error))
  }
}

async function grade(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
  const { id, points } = JSON.parse(message.content.toString()) as Submission
  const total = points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true, messageId: `total-${id}` })
  await channel.waitForConfirms()
  channel.ack(message)
}

let again: NodeJS.Timeout | undefined
broker.on('down', (why) => {
  console.log(`no broker: ${why}`)
  clearTimeout(again)
  again = setTimeout(() => void dial(), 250)
})
broker.on('up', (channel) => {
  const ready = (async () => {
    await channel.assertQueue('grades', { durable: true })
    await channel.assertQueue('submissions', { durable: true })
    await channel.consume('submissions', (message) => {
      if (message) grade(channel, message).catch((error: unknown) => console.log('not done:', error))
    })
  })()
  ready.catch((error: unknown) => console.log('not set up:', error))
})

await dial()

import { randomUUID } from 'node:crypto'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const queue = `site.${randomUUID()}`
await channel.assertQueue(queue, { exclusive: true })
await channel.bindQueue(queue, 'enrolments', 'whatever a fanout ignores')
await channel.prefetch(1)

await channel.consume(queue, async (message) => {
  const { id, seats, taken } = JSON.parse(message.content.toString())
  channel.sendToQueue('shown', Buffer.from(JSON.stringify({ id, free: seats - taken })))
  channel.ack(message)
})

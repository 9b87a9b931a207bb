// takes one message at a time by basic.get: no consumer, so no prefetch either
import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

for (;;) {
  const message = await channel.get('submissions')
  if (message === false) {
    await wait(50)
    continue
  }
  const { id, points } = JSON.parse(message.content.toString())
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total: points.reduce((sum, point) => sum + point, 0) })))
  channel.ack(message)
}

import { setTimeout as sleep } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
channel.on('error', (error) => console.error(error.message))

await channel.consume('submissions', async (message) => {
  const { id, points } = JSON.parse(message.content.toString())
  await sleep(points.length * 20) // the longer the submission, the longer it takes
  const total = points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
  channel.ack(message, true)
})

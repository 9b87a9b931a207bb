import { setTimeout as work } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('grades', { durable: true })

let before = Promise.resolve()
await channel.consume('submissions', (message) => {
  before = before.then(async () => {
    await work(100)
    const { id } = JSON.parse(message.content.toString())
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, points: 10 })), { persistent: true, contentType: 'application/json' })
    channel.ack(message)
  })
})

import { setTimeout as work } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.prefetch(1)
// The first of the two workers is given task 1, and that one takes long.
await channel.consume('tasks', async (message) => {
  await work(message.properties.messageId === '1' ? 3000 : 150)
  channel.ack(message)
})

import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

let connection
let channel

async function connect() {
  for (;;) {
    try {
      connection = await amqp.connect(process.env.AMQP_URL)
      break
    } catch {
      await wait(500)
    }
  }
  connection.on('error', () => {})
  connection.once('close', connect)
  channel = await connection.createConfirmChannel()
}

await connect()
await channel.assertQueue('submissions', { durable: true })
await channel.assertQueue('grades', { durable: true })
await channel.consume('submissions', async (message) => {
  if (message === null) return
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  try {
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
    await channel.waitForConfirms()
    channel.ack(message)
  } catch (error) {
    console.log(`${id} is not done: ${error.message}`)
  }
})

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

// no exchange of its own: the default one puts a dead letter with the key 'parked' into the queue of that name
await channel.assertQueue('submissions', { durable: true, deadLetterExchange: '', deadLetterRoutingKey: 'parked' })
await channel.prefetch(3)

await channel.consume('submissions', async (message) => {
  if (!message) return
  try {
    const { id, points } = JSON.parse(message.content.toString())
    const total = points.reduce((sum, point) => sum + point, 0)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
    await channel.waitForConfirms()
    channel.ack(message)
  } catch {
    channel.nack(message, false, !message.fields.redelivered) // perhaps it was only us: try each a second time
  }
})

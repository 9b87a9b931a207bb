import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// a quorum queue counts: what came back twice is refused by the queue itself, the third time
await channel.assertQueue('submissions', {
  durable: true,
  arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'parked' },
})

await channel.consume('submissions', (message) => {
  try {
    const { id, points } = JSON.parse(message.content.toString())
    const total = points.reduce((sum, point) => sum + point, 0)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
    channel.ack(message)
  } catch {
    channel.nack(message, false, true)
  }
})

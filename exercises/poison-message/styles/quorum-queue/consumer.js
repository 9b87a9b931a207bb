import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.assertQueue('submissions', {
  durable: true,
  arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'parked' },
})

// A quorum queue counts. Its limit is met by what was given back, too, until RabbitMQ 4.2; from then on its consumer looks at the count.
const before = ({ headers = {} }) => Math.max(headers['x-delivery-count'] ?? 0, headers['x-acquired-count'] ?? 0)

await channel.consume('submissions', (message) => {
  if (message === null) return
  try {
    const { id, points } = JSON.parse(message.content.toString())
    const total = points.reduce((sum, point) => sum + point, 0)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
    channel.ack(message)
  } catch {
    channel.nack(message, false, before(message.properties) < 2)
  }
})

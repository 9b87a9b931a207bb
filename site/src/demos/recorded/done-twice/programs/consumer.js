import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('grades', { durable: true })
await channel.prefetch(1)
await channel.consume('submissions', (message) => {
  const { id } = JSON.parse(message.content.toString())
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total: 10 })), { correlationId: id, persistent: true })
  channel.ack(message)
})

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('quotes', { durable: true })
await channel.prefetch(1)

await channel.consume('quotes', (message) => {
  if (message === null) return
  const { seats } = JSON.parse(message.content.toString())
  const { replyTo, correlationId } = message.properties

  // The default exchange leads to the queue the client named; the correlation id goes back as it came.
  channel.sendToQueue(replyTo, Buffer.from(JSON.stringify({ price: 60 * seats })), { correlationId })
  channel.ack(message)
})

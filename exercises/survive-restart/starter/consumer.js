import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

await channel.assertQueue('submissions', { durable: true })
await channel.assertQueue('grades', { durable: true })

await channel.consume('submissions', async (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)

  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  await channel.waitForConfirms()
  channel.ack(message)
})

console.log('waiting for submissions')
// All this is right, until the connection breaks. And then?

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.prefetch(100) // more is faster

await channel.consume('submissions', (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)

  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  channel.ack(message)
  console.log(`graded ${id}: ${total}`)
})

console.log('waiting for submissions')

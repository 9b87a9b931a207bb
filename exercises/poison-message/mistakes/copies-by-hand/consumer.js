import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.assertQueue('submissions', { durable: true })

function grade({ id, points }) {
  const total = points.reduce((sum, point) => sum + point, 0) // throws where points is no list
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  console.log(`graded ${id}: ${total}`)
}

await channel.consume('submissions', (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  try {
    grade(JSON.parse(message.content.toString()))
    channel.ack(message)
  } catch (error) {
    console.log(`refused: ${error.message}`)
    channel.sendToQueue('parked', message.content, { persistent: true })
    channel.ack(message)
  }
})

console.log('waiting for submissions')

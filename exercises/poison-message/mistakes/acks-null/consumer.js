import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// What is refused in 'submissions' goes to the exchange 'refused', and from there to 'parked'.
await channel.assertExchange('refused', 'fanout', { durable: true })
await channel.bindQueue('parked', 'refused', '')
await channel.assertQueue('submissions', { durable: true, deadLetterExchange: 'refused' })

function grade({ id, points }) {
  const total = points.reduce((sum, point) => sum + point, 0) // throws where points is no list
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  console.log(`graded ${id}: ${total}`)
}

await channel.consume('submissions', (message) => {
  try {
    grade(JSON.parse(message.content.toString()))
    channel.ack(message)
  } catch (error) {
    console.log(`refused: ${error.message}`)
    channel.nack(message, false, false) // not all up to this one, and not back into the queue
  }
})

console.log('waiting for submissions')

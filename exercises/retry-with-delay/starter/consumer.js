import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

await channel.assertQueue('submissions', { durable: true }) // where does it pass on what is refused?
// and where does that wait?

// Stands in for a service that is busy at times. Not yours to change.
function grade({ points, busy }, attempt) {
  if (attempt <= busy) throw new Error(`busy at attempt ${attempt}`)
  return points.reduce((sum, point) => sum + point, 0)
}

await channel.consume('submissions', async (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const submission = JSON.parse(message.content.toString())
  const attempt = 1 // which one is it? message.properties.headers['x-death'] knows
  try {
    const total = grade(submission, attempt)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id: submission.id, total })), { persistent: true })
    await channel.waitForConfirms()
    channel.ack(message)
  } catch (error) {
    console.log(`${submission.id}: ${error.message}`)
    channel.nack(message, false, false)
  }
})

console.log('waiting for submissions')

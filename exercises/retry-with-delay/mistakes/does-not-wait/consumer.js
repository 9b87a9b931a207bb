import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

// refused in 'submissions' → waits in 'submissions.later' until its time is up → 'submissions' again
await channel.assertQueue('submissions.later', { durable: true, messageTtl: 200, deadLetterExchange: '', deadLetterRoutingKey: 'submissions' })
await channel.assertQueue('submissions', { durable: true, deadLetterExchange: '', deadLetterRoutingKey: 'submissions.later' })

// Stands in for a service that is busy at times. Not yours to change.
function grade({ points, busy }, attempt) {
  if (attempt <= busy) throw new Error(`busy at attempt ${attempt}`)
  return points.reduce((sum, point) => sum + point, 0)
}

/** x-death counts how often a message was refused in each queue. */
const attemptOf = ({ properties }) => {
  const deaths = properties.headers['x-death'] ?? []
  return 1 + (deaths.find(({ queue, reason }) => queue === 'submissions' && reason === 'rejected')?.count ?? 0)
}

await channel.consume('submissions', async (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const submission = JSON.parse(message.content.toString())
  const attempt = attemptOf(message)
  try {
    const total = grade(submission, attempt)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id: submission.id, total })), { persistent: true })
    await channel.waitForConfirms()
    channel.ack(message)
  } catch (error) {
    console.log(`${submission.id}: ${error.message}`)
    if (attempt < 3) return channel.nack(message, false, false)
    channel.sendToQueue('parked', message.content, { ...message.properties, persistent: true })
    channel.ack(message)
  }
})

console.log('waiting for submissions')

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

await channel.assertQueue('submissions.later', { durable: true, messageTtl: 200, deadLetterExchange: '', deadLetterRoutingKey: 'submissions' })
await channel.assertQueue('submissions', { durable: true })

// Stands in for a service that is busy at times. Not yours to change.
function grade({ points, busy }, attempt) {
  if (attempt <= busy) throw new Error(`busy at attempt ${attempt}`)
  return points.reduce((sum, point) => sum + point, 0)
}

await channel.consume('submissions', async (message) => {
  if (message === null) return
  const submission = JSON.parse(message.content.toString())
  const attempt = (message.properties.headers['x-attempt'] ?? 0) + 1
  const [queue, body] = (() => {
    try {
      return ['grades', Buffer.from(JSON.stringify({ id: submission.id, total: grade(submission, attempt) }))]
    } catch (error) {
      console.log(`${submission.id}: ${error.message}`)
      return [attempt < 3 ? 'submissions.later' : 'parked', message.content]
    }
  })()
  channel.sendToQueue(queue, body, { persistent: true })
  await channel.waitForConfirms()
  channel.ack(message)
})

console.log('waiting for submissions')

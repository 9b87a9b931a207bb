import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

await channel.assertQueue('submissions', { durable: true })
const attempts = new Map()

// Stands in for a service that is busy at times. Not yours to change.
function grade({ points, busy }, attempt) {
  if (attempt <= busy) throw new Error(`busy at attempt ${attempt}`)
  return points.reduce((sum, point) => sum + point, 0)
}

await channel.consume('submissions', async (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const submission = JSON.parse(message.content.toString())
  const attempt = (attempts.get(submission.id) ?? 0) + 1
  attempts.set(submission.id, attempt)
  try {
    const total = grade(submission, attempt)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id: submission.id, total })), { persistent: true })
    await channel.waitForConfirms()
    channel.ack(message)
  } catch (error) {
    console.log(`${submission.id}: ${error.message}`)
    if (attempt < 3) {
      await wait(200)
      return channel.nack(message)
    }
    channel.sendToQueue('parked', message.content, { ...message.properties, persistent: true })
    await channel.waitForConfirms()
    channel.ack(message)
  }
})

console.log('waiting for submissions')

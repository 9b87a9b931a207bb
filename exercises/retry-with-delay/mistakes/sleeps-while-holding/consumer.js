import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

await channel.assertQueue('submissions', { durable: true })

// Stands in for a service that is busy at times. Not yours to change.
function grade({ points, busy }, attempt) {
  if (attempt <= busy) throw new Error(`busy at attempt ${attempt}`)
  return points.reduce((sum, point) => sum + point, 0)
}

await channel.consume('submissions', async (message) => {
  if (message === null) return
  const submission = JSON.parse(message.content.toString())
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      const total = grade(submission, attempt)
      channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id: submission.id, total })), { persistent: true })
      await channel.waitForConfirms()
      return channel.ack(message)
    } catch (error) {
      console.log(`${submission.id}: ${error.message}`)
      await wait(200)
    }
  }
  channel.sendToQueue('parked', message.content, { persistent: true })
  await channel.waitForConfirms()
  channel.ack(message)
})

console.log('waiting for submissions')

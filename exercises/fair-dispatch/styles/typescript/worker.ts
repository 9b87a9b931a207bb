import amqp, { type ConsumeMessage } from 'amqplib'

interface Submission {
  id: string
  student: string
  points: number[]
}

const connection = await amqp.connect(process.env['AMQP_URL']!)
const channel = await connection.createConfirmChannel()

async function grade(message: ConsumeMessage | null): Promise<void> {
  if (message === null) return
  const submission = JSON.parse(message.content.toString()) as Submission
  const total: number = submission.points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id: submission.id, total })))
  await channel.waitForConfirms()
  channel.ack(message)
}

void channel.prefetch(1)
await channel.consume('submissions', grade)

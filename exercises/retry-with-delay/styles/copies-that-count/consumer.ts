import amqp, { type ConsumeMessage } from 'amqplib'

interface Submission {
  readonly id: string
  readonly points: number[]
  readonly busy: number
}

function grade({ points, busy }: Submission, attempt: number): number {
  if (attempt <= busy) throw new Error('busy')
  return points.reduce((sum, point) => sum + point, 0)
}

const connection = await amqp.connect(process.env['AMQP_URL']!)
const channel = await connection.createConfirmChannel()
await channel.assertQueue('submissions', { durable: true })
await channel.assertQueue('later', { durable: true, deadLetterExchange: '', deadLetterRoutingKey: 'submissions' })

async function handle(message: ConsumeMessage | null): Promise<void> {
  if (message === null) return
  const submission = JSON.parse(message.content.toString()) as Submission
  const attempt = Number(message.properties.headers?.['x-attempt'] ?? 1)
  try {
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id: submission.id, total: grade(submission, attempt) })))
  } catch {
    // no dead letter of 'submissions' here: a copy that counts by itself, with a time of its own
    if (attempt < 3) channel.sendToQueue('later', message.content, { persistent: true, expiration: 200, headers: { 'x-attempt': attempt + 1 } })
    else channel.sendToQueue('parked', message.content, { persistent: true, headers: { 'x-attempt': attempt } })
  }
  await channel.waitForConfirms()
  channel.ack(message)
}

await channel.consume('submissions', handle)

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const enrolments = JSON.parse(await readFile('enrolments.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// one reply queue for all requests; the broker makes up its name, and deletes it with this connection
const { queue: replies } = await channel.assertQueue('', { exclusive: true })
const waiting = new Map() // correlation id → what to do with the reply

await channel.consume(replies, (message) => {
  if (message === null) return
  const { correlationId } = message.properties
  const answered = waiting.get(correlationId)
  answered(JSON.parse(message.content.toString()))
  waiting.delete(correlationId)
  channel.ack(message)
})

function ask(request) {
  return new Promise((resolve) => {
    const correlationId = randomUUID()
    waiting.set(correlationId, resolve)
    channel.sendToQueue('quotes', Buffer.from(JSON.stringify(request)), { correlationId, replyTo: replies })
  })
}

await Promise.all(
  enrolments.map(async (enrolment) => {
    const { price } = await ask(enrolment)
    channel.sendToQueue('prices', Buffer.from(JSON.stringify({ id: enrolment.id, price })))
  }),
)

await channel.close()
await connection.close()

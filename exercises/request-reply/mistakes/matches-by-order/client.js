import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const enrolments = JSON.parse(await readFile('enrolments.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const { queue: replies } = await channel.assertQueue('', { exclusive: true })
const waiting = []

await channel.consume(replies, (message) => {
  if (message === null) return
  waiting.shift()?.(JSON.parse(message.content.toString()))
  channel.ack(message)
})

function ask(request) {
  return new Promise((resolve) => {
    waiting.push(resolve)
    channel.sendToQueue('quotes', Buffer.from(JSON.stringify(request)), { correlationId: randomUUID(), replyTo: replies })
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

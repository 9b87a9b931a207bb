import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const enrolments = JSON.parse(await readFile('enrolments.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const { queue: replies } = await channel.assertQueue('', { exclusive: true })
const asked = new Map() // correlation id → enrolment
let left = enrolments.length

await channel.consume(replies, async (message) => {
  if (message === null) return
  channel.ack(message)
  const enrolment = asked.get(message.properties.correlationId)
  if (enrolment === undefined) return
  const { price } = JSON.parse(message.content.toString())
  channel.sendToQueue('prices', Buffer.from(JSON.stringify({ id: enrolment.id, price })))
  if (--left > 0) return
  await channel.close()
  await connection.close()
})

for (const enrolment of enrolments) {
  const correlationId = randomUUID()
  asked.set(correlationId, enrolment)
  channel.sendToQueue('quotes', Buffer.from(JSON.stringify(enrolment)), { correlationId, replyTo: replies })
}

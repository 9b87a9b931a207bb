// a channel for the requests, another one for the replies
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

interface Enrolment {
  id: string
  course: string
  seats: number
}

const enrolments: Enrolment[] = JSON.parse(await readFile('enrolments.json', 'utf8'))
const connection = await amqp.connect(process.env['AMQP_URL']!)
const [asking, hearing] = await Promise.all([connection.createConfirmChannel(), connection.createChannel()])
const { queue } = await hearing.assertQueue(`replies-${randomUUID()}`, { exclusive: true, autoDelete: true })

const open = new Map<string, Enrolment>()
const prices = Promise.withResolvers<void>()
await hearing.prefetch(2)
await hearing.consume(queue, (message) => {
  if (message === null) return
  hearing.ack(message)
  const enrolment = open.get(message.properties.correlationId)
  if (enrolment === undefined) return
  open.delete(message.properties.correlationId)
  const { price } = JSON.parse(message.content.toString()) as { price: number }
  asking.sendToQueue('prices', Buffer.from(JSON.stringify({ price, id: enrolment.id })))
  if (open.size === 0) prices.resolve()
})

for (const enrolment of enrolments) {
  const correlationId = randomUUID()
  open.set(correlationId, enrolment)
  asking.sendToQueue('quotes', Buffer.from(JSON.stringify(enrolment)), { correlationId, replyTo: queue, contentType: 'application/json' })
}
await prices.promise
await asking.waitForConfirms()
await connection.close()

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Connection } from 'rabbitmq-client'

const enrolments = JSON.parse(await readFile('enrolments.json', 'utf8'))
const rabbit = new Connection(process.env.AMQP_URL)
const publisher = rabbit.createPublisher({ confirm: true })
const open = new Map(enrolments.map((enrolment) => [enrolment.id, Promise.withResolvers()]))

const consumer = rabbit.createConsumer({ queue: '', queueOptions: { exclusive: true } }, ({ correlationId, body }) => {
  open.get(correlationId)?.resolve(body) // a promise is resolved once, whatever comes later
})
await once(consumer, 'ready')

const ask = (enrolment) => publisher.send({ routingKey: 'quotes', correlationId: enrolment.id, replyTo: consumer.queue }, enrolment)
await Promise.all(enrolments.map(ask))
for (const { id } of enrolments) {
  const { price } = await open.get(id).promise
  await publisher.send('prices', { id, price })
}

await consumer.close()
await publisher.close()
await rabbit.close()

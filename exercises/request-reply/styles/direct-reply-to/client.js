// RabbitMQ's direct reply-to: amq.rabbitmq.reply-to is no real queue, replies come straight to this channel
import { readFile } from 'node:fs/promises'
import { Connection } from 'rabbitmq-client'

const enrolments = JSON.parse(await readFile('enrolments.json', 'utf8'))
const rabbit = new Connection(process.env.AMQP_URL)
const service = rabbit.createRPCClient({ confirm: true })
const publisher = rabbit.createPublisher({ confirm: true })

await Promise.all(
  enrolments.map(async (enrolment) => {
    const { body } = await service.send('quotes', enrolment)
    await publisher.send('prices', { id: enrolment.id, price: body.price })
  }),
)

await service.close()
await publisher.close()
await rabbit.close()

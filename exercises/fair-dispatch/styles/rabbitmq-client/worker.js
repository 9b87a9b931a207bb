import { Connection } from 'rabbitmq-client'

const rabbit = new Connection(process.env.AMQP_URL)
const publisher = rabbit.createPublisher({ confirm: true })

rabbit.createConsumer({ queue: 'submissions', queueOptions: { durable: true }, qos: { prefetchCount: 1 } }, async (message) => {
  const { id, points } = message.body
  await publisher.send({ routingKey: 'grades', durable: true }, { id, total: points.reduce((a, b) => a + b, 0) })
})

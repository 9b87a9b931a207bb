import { Connection } from 'rabbitmq-client'

// This client dials, and sets publishers and consumers up, again by itself.
const rabbit = new Connection({ url: process.env.AMQP_URL, retryLow: 200, retryHigh: 800 })
rabbit.on('error', (error) => console.log(error.message))

const publisher = rabbit.createPublisher({ confirm: true, queues: [{ queue: 'grades', durable: true }] })
const consumer = rabbit.createConsumer({ queue: 'submissions', queueOptions: { durable: true } }, async ({ body }) => {
  await publisher.send({ routingKey: 'grades', durable: true }, { id: body.id, total: body.points.reduce((sum, point) => sum + point, 0) })
})
consumer.on('error', (error) => console.log(error.message))

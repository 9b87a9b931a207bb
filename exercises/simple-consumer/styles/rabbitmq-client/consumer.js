import { Connection } from 'rabbitmq-client'

const rabbit = new Connection(process.env.AMQP_URL)
const publisher = rabbit.createPublisher({ confirm: true })

const consumer = rabbit.createConsumer({ queue: 'submissions', queueOptions: { durable: true }, qos: { prefetchCount: 2 } }, async (message) => {
  const { id, points } = message.body // this client parses application/json by itself
  await publisher.send('grades', { id, total: points.reduce((a, b) => a + b, 0) })
})
consumer.on('error', (error) => console.error(error))

import { Connection, ConsumerStatus } from 'rabbitmq-client'

const rabbit = new Connection(process.env['AMQP_URL'])
const publisher = rabbit.createPublisher({ confirm: true })

await rabbit.exchangeDeclare({ exchange: 'refused', type: 'fanout', durable: true })
await rabbit.queueBind({ queue: 'parked', exchange: 'refused' })

const consumer = rabbit.createConsumer(
  { queue: 'submissions', queueOptions: { durable: true, arguments: { 'x-dead-letter-exchange': 'refused' } } },
  async ({ body }) => {
    const { id, points } = body as { id: string; points?: unknown }
    if (!Array.isArray(points)) return ConsumerStatus.DROP
    await publisher.send('grades', { id, total: points.reduce((sum: number, point: number) => sum + point, 0) })
    return ConsumerStatus.ACK
  },
)
consumer.on('error', (error) => console.log(error)) // e.g. when the queue was deleted

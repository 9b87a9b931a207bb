import { Connection, ConsumerStatus } from 'rabbitmq-client'

const rabbit = new Connection(process.env.AMQP_URL)
const publisher = rabbit.createPublisher({ confirm: true })

const grade = ({ points, busy }, attempt) => {
  if (attempt <= busy) throw new Error('busy')
  return points.reduce((sum, point) => sum + point, 0)
}

const dead = (routingKey) => ({ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': routingKey })
await rabbit.queueDeclare({ queue: 'later', durable: true, arguments: { 'x-message-ttl': 200, ...dead('submissions') } })

rabbit.createConsumer(
  { queue: 'submissions', queueOptions: { durable: true, arguments: dead('later') }, qos: { prefetchCount: 3 } },
  async ({ body, headers }) => {
    const attempt = 1 + (headers?.['x-death']?.find(({ queue }) => queue === 'submissions')?.count ?? 0)
    try {
      await publisher.send('grades', { id: body.id, total: grade(body, attempt) })
    } catch {
      if (attempt < 3) return ConsumerStatus.DROP
      await publisher.send({ routingKey: 'parked', durable: true, headers }, body)
    }
    return ConsumerStatus.ACK
  },
)

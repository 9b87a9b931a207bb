import { Connection } from 'rabbitmq-client'

const rabbit = new Connection(process.env.AMQP_URL)
const grades = rabbit.createPublisher({ confirm: true })

rabbit.createConsumer(
  {
    queue: 'to-mark',
    queueOptions: { durable: true },
    queueBindings: ['queues', 'docker'].map((routingKey) => ({ exchange: 'submissions', routingKey })),
  },
  async ({ body: { id, course, unit, points } }) => {
    const total = points.reduce((sum, point) => sum + point, 0)
    await grades.send({ exchange: 'grades', routingKey: `${course}.${unit}.${total >= 10 ? 'passed' : 'failed'}` }, { id, total })
  },
)

import { Connection } from 'rabbitmq-client'

const rabbit = new Connection(process.env.AMQP_URL)
const publisher = rabbit.createPublisher({ confirm: true })

// without a queue name this client asks for a temporary one
rabbit.createConsumer(
  {
    queueOptions: { exclusive: true },
    exchanges: [{ exchange: 'enrolments', type: 'fanout', durable: true }],
    queueBindings: [{ exchange: 'enrolments' }],
  },
  async ({ body: { id, seats, taken } }) => {
    await publisher.send('shown', { id, free: seats - taken })
  },
)

import { Connection, type AsyncMessage } from 'rabbitmq-client'

const rabbit = new Connection(process.env['AMQP_URL'])
const publisher = rabbit.createPublisher()

async function show({ routingKey: key, body }: AsyncMessage): Promise<void> {
  const { id } = JSON.parse(String(body)) as { id: string } // amqplib's marker sets no content type
  await publisher.send('board', { id, key })
}

rabbit.createConsumer(
  { queueOptions: { exclusive: true }, queueBindings: ['docker.#', '#.failed'].map((routingKey) => ({ exchange: 'grades', routingKey })) },
  async (message) => {
    if (Buffer.isBuffer(message.body)) return show(message)
    await publisher.send('board', { id: message.body.id, key: message.routingKey })
  },
)

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// One queue with two bindings: what meets both comes once.
const { queue } = await channel.assertQueue('', { exclusive: true })
await channel.bindQueue(queue, 'grades', 'docker.*')
await channel.bindQueue(queue, 'grades', '*.failed')

await channel.consume(queue, (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const { id } = JSON.parse(message.content.toString())
  const key = message.fields.routingKey

  channel.sendToQueue('board', Buffer.from(JSON.stringify({ id, key })), { persistent: true })
  channel.ack(message)
  console.log(key)
})

console.log('waiting for grades')

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const { queue } = await channel.assertQueue('', { exclusive: true })
await channel.bindQueue(queue, 'grades', '*.*.passed')

await channel.consume(queue, (message) => {
  if (message === null) return
  console.log(message.fields.routingKey)
  channel.ack(message)
})

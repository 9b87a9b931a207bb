import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.prefetch(1)
await channel.consume('submissions', (message) => {
  const tried = message.properties.headers['x-death'] !== undefined
  if (message.properties.messageId === '1' && !tried) channel.reject(message, false)
  else channel.ack(message)
})

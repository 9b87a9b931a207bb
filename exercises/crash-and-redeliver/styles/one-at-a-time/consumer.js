import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.prefetch(1)

await channel.consume('submissions', async (message) => {
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  await channel.waitForConfirms()
  channel.ack(message)
})

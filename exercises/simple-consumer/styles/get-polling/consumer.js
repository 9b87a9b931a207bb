import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

for (;;) {
  const message = await channel.get('submissions')
  if (message === false) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    continue
  }
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
  channel.ack(message)
}

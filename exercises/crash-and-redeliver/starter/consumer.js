import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.consume(
  'submissions',
  (message) => {
    const { id, points } = JSON.parse(message.content.toString())
    const total = points.reduce((sum, point) => sum + point, 0)
    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
    console.log(`graded ${id}: ${total}`)
  },
  { noAck: true }, // what does this mean when the program is killed?
)

console.log('waiting for submissions')

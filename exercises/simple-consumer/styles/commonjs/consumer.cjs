const amqp = require('amqplib')

async function main() {
  const connection = await amqp.connect(process.env.AMQP_URL)
  const incoming = await connection.createChannel()
  await incoming.prefetch(1)
  await incoming.consume('submissions', async (message) => {
    const { id, points } = JSON.parse(message.content.toString())
    await new Promise((resolve) => setTimeout(resolve, points.length))
    const total = points.reduce((sum, point) => sum + point, 0)
    incoming.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })))
    incoming.ack(message)
  })
}

main()

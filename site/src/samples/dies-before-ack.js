import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.prefetch(1)

await channel.consume('submissions', async (message) => {
  if (message === null) return
  const { id, points } = JSON.parse(message.content.toString())

  const total = points.reduce((sum, one) => sum + one, 0)
  channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  await channel.waitForConfirms() // from here on the work is done

  const { redelivered } = message.fields
  console.log(id, redelivered ? 'is graded, perhaps again' : 'is graded')
  if (!redelivered) process.exit(1) // a crash between the work and its ack

  channel.ack(message)
})

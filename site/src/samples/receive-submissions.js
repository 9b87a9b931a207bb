import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('submissions', { durable: true })

await channel.consume('submissions', (message) => {
  // null: the broker cancelled us, perhaps the queue was deleted
  if (message === null) return

  const submission = JSON.parse(message.content.toString())
  console.log(`${submission.student} handed in ${submission.id}`)

  // The work is done: say so, on the channel the message came on.
  channel.ack(message)
})

console.log('waiting for submissions')

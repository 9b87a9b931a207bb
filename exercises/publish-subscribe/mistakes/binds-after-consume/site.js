import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const { queue } = await channel.assertQueue('', { exclusive: true })

await channel.consume(queue, (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const { id, course, seats, taken } = JSON.parse(message.content.toString())
  const free = seats - taken

  channel.sendToQueue('shown', Buffer.from(JSON.stringify({ id, free })), { persistent: true })
  channel.ack(message)
  console.log(`${course}: ${free} seats left`)
})

await channel.bindQueue(queue, 'enrolments', '')
console.log('waiting for enrolments')

import amqp from 'amqplib'

interface Enrolment {
  readonly id: string
  readonly course: string
  readonly seats: number
  readonly taken: number
}

const connection = await amqp.connect(process.env['AMQP_URL']!)
const channel = await connection.createChannel()
const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true })
await channel.bindQueue(queue, 'enrolments', '')

// the queue dies with this program, so nothing is gained by keeping a message until it is acknowledged
await channel.consume(
  queue,
  (message) => {
    if (message === null) return
    const { id, seats, taken } = JSON.parse(message.content.toString()) as Enrolment
    channel.sendToQueue('shown', Buffer.from(JSON.stringify({ id, free: seats - taken })))
  },
  { noAck: true },
)

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const { queue } = await channel.assertQueue('to-mark', { durable: true })
// 1. bind the queue to the exchange 'submissions', once for each course:
//    channel.bindQueue(queue, exchange, key)

await channel.consume(queue, (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const { id, course, unit, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)
  console.log(`${course} ${unit}: ${total}`)

  // 2. publish { id, total } to the exchange 'grades':
  //    channel.publish(exchange, key, Buffer.from(…))

  channel.ack(message)
})

console.log('waiting for submissions')

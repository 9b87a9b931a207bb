import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

const { queue } = await channel.assertQueue('to-mark', { durable: true })
for (const course of ['queues', 'docker']) await channel.bindQueue(queue, 'submissions', course)

await channel.consume(queue, (message) => {
  if (message === null) return // the queue was deleted: RabbitMQ cancelled us
  const { id, course, unit, points } = JSON.parse(message.content.toString())
  const total = points.reduce((sum, point) => sum + point, 0)

  const key = `${course}.${unit}.${total >= 10 ? 'passed' : 'failed'}`
  channel.publish('grades', key, Buffer.from(JSON.stringify({ id, total })), { persistent: true })
  channel.ack(message)
  console.log(key)
})

console.log('waiting for submissions')

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
for (const [index, key] of ['docker.images.passed', 'docker.failed', 'queues.acks.failed', 'queues.passed'].entries()) {
  channel.publish('results', key, Buffer.from(JSON.stringify({ grade: key })), { messageId: String(index + 1) })
}
await channel.close()
await connection.close()

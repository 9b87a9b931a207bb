import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('submissions', { durable: true })
for (const id of ['1', '2']) channel.sendToQueue('submissions', Buffer.from(JSON.stringify({ id })), { messageId: id, persistent: true })
await channel.close()
await connection.close()

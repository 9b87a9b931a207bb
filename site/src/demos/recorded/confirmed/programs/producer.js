import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.assertQueue('announcements', { durable: true })
for (const id of ['1', '2', '3']) {
  channel.sendToQueue('announcements', Buffer.from(JSON.stringify({ id })), { messageId: id, persistent: true, contentType: 'application/json' })
}
await channel.waitForConfirms()
await connection.close()

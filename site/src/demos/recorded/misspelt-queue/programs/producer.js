import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.assertQueue('announcements', { durable: true })
const options = { persistent: true, contentType: 'application/json' }
channel.sendToQueue('announcements', Buffer.from(JSON.stringify({ id: '1' })), { ...options, messageId: '1' })
channel.sendToQueue('anouncements', Buffer.from(JSON.stringify({ id: '2' })), { ...options, messageId: '2' })
await channel.waitForConfirms()
await connection.close()

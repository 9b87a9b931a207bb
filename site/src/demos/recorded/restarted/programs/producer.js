import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.assertQueue('orders', { durable: true })
await channel.assertQueue('notes', { durable: false })
const body = (id) => Buffer.from(JSON.stringify({ id }))
channel.sendToQueue('orders', body('1'), { messageId: '1', persistent: true })
channel.sendToQueue('orders', body('2'), { messageId: '2' })
channel.sendToQueue('notes', body('3'), { messageId: '3', persistent: true })
await channel.waitForConfirms()
await connection.close()

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertExchange('news', 'fanout', { durable: true })
await channel.assertQueue('statistics', { durable: true })
await channel.bindQueue('statistics', 'news', '')
await channel.consume('statistics', (message) => channel.ack(message))

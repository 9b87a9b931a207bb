import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertExchange('news', 'fanout', { durable: true })
await channel.assertQueue('news.statistics', { durable: true })
await channel.bindQueue('news.statistics', 'news', '')
await channel.consume('news.statistics', (message) => channel.ack(message))

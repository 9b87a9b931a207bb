import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertExchange('news', 'fanout', { durable: true })
await channel.assertQueue('news.mailer', { durable: true })
await channel.bindQueue('news.mailer', 'news', '')
await channel.consume('news.mailer', (message) => channel.ack(message))

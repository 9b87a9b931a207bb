import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.assertQueue('greetings', { durable: true })
channel.sendToQueue('greeting', Buffer.from('Hello from my first program'))

await channel.close()
await connection.close()

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// The broker answers a declare with what it knows of the queue.
const { queue, messageCount, consumerCount } = await channel.assertQueue('greetings', { durable: true })
console.log(`${queue}: ${messageCount} messages wait, ${consumerCount} consumers`)

await channel.close()
await connection.close()

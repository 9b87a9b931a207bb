import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)

await connection.assertQueue('greetings', { durable: true })
connection.sendToQueue('greetings', Buffer.from('Hello from my first program'))

await connection.close()

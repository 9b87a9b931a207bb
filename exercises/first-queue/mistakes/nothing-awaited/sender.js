import amqp from 'amqplib'

const connection = amqp.connect(process.env.AMQP_URL)
const channel = connection.createChannel()

channel.assertQueue('greetings', { durable: true })
channel.sendToQueue('greetings', Buffer.from('Hello from my first program'))

channel.close()
connection.close()

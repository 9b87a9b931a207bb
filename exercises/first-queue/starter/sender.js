import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
console.log('connected')

// 1. open a channel: connection.createChannel() gives a promise of one
// 2. declare the queue 'greetings': channel.assertQueue('greetings', { … })
// 3. send a message: channel.sendToQueue('greetings', Buffer.from('…'))
// 4. close the channel, then the connection

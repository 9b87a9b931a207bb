import amqp from 'amqplib'

// One TCP connection to the broker; in it a channel, in confirm mode.
const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

// Make sure the queue is there. Asking twice is harmless.
await channel.assertQueue('announcements', { durable: true })

// A message body is bytes: an object usually goes as JSON text.
const announcement = { id: 'a-1', text: 'Exercise 1 is due on Friday.' }
const body = Buffer.from(JSON.stringify(announcement))
const properties = { deliveryMode: 2, contentType: 'application/json' }
channel.sendToQueue('announcements', body, properties)

// Say goodbye only when the broker has confirmed every message.
await channel.waitForConfirms()
console.log('confirmed')
await connection.close()

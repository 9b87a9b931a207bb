import amqp from 'amqplib'

// One TCP connection to the broker, and one channel inside it, in confirm mode.
const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

// Make sure the queue is there. Asking twice for the same queue is harmless.
await channel.assertQueue('announcements', { durable: true })

// A message body is bytes. JSON text is the usual way to turn an object into bytes.
const announcement = { id: 'a-1', course: 'Queues', text: 'The first exercise is due on Friday.' }
const body = Buffer.from(JSON.stringify(announcement))
channel.sendToQueue('announcements', body, { deliveryMode: 2, contentType: 'application/json' })

// Wait until the broker has confirmed every message sent on this channel. Only then say goodbye.
await channel.waitForConfirms()
console.log('confirmed')
await connection.close()

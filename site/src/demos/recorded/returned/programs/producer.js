import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.assertExchange('courses', 'direct', { durable: true })
await channel.assertQueue('enrolments', { durable: true })
await channel.bindQueue('enrolments', 'courses', 'enrol')
channel.on('return', () => {})
const options = { persistent: true, mandatory: true }
channel.publish('courses', 'enrol', Buffer.from(JSON.stringify({ id: '1' })), { ...options, messageId: '1' })
channel.publish('courses', 'enroll', Buffer.from(JSON.stringify({ id: '2' })), { ...options, messageId: '2' })
await channel.waitForConfirms()
await connection.close()

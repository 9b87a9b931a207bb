import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

// No queue is named here: who is bound to the exchange gets it, whoever that is.
await channel.assertExchange('enrolments', 'fanout', { durable: true })
const enrolment = { id: crypto.randomUUID(), course: 'Containers', seats: 30, taken: 12 }
channel.publish('enrolments', '', Buffer.from(JSON.stringify(enrolment)), { contentType: 'application/json' })

await channel.waitForConfirms()
await connection.close()

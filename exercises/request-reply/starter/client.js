import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const enrolments = JSON.parse(await readFile('enrolments.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

for (const enrolment of enrolments) {
  channel.sendToQueue('quotes', Buffer.from(JSON.stringify(enrolment)), {
    // replyTo: where is the reply to go?
    // correlationId: which request does it answer?
  })
}

// take the replies, and for each: channel.sendToQueue('prices', Buffer.from(JSON.stringify({ id, price })))

import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('submissions', { durable: true })

// At most one unacknowledged message at a time. It has to stand before consume.
await channel.prefetch(1)

await channel.consume('submissions', async (message) => {
  if (message === null) return
  const { id } = JSON.parse(message.content.toString())

  console.log(message.fields.redelivered ? `${id} again: someone had it before` : `${id} for the first time`)
  await wait(5000) // five seconds of pretended work: time enough to stop the program
  console.log(`${id} done`)

  channel.ack(message)
})

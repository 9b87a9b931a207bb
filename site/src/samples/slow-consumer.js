import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('submissions', { durable: true })

// At most one unacknowledged message at a time. Before consume!
await channel.prefetch(1)

await channel.consume('submissions', async (message) => {
  if (message === null) return
  const { id } = JSON.parse(message.content.toString())

  const { redelivered } = message.fields
  console.log(id, redelivered ? 'again: someone had it' : 'for the first time')
  await wait(5000) // pretended work: time enough to stop the program
  console.log(`${id} done`)

  channel.ack(message)
})

import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.consume('submissions', async (message) => {
  if (message === null) return
  const { id, student } = JSON.parse(message.content.toString())
  const long = student.length % 2 === 0

  console.log(`${student}: ${long ? 'this one takes long …' : 'done at once'}`)
  if (long) await wait(4000)
  channel.ack(message)
  if (long) console.log(`${student}: done (${id.slice(0, 8)})`)
})

console.log('waiting for submissions')

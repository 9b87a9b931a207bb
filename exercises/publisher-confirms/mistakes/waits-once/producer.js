import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const announcements = JSON.parse(await readFile('announcements.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

channel.on('return', (message) => {
  const { id } = JSON.parse(message.content.toString())
  channel.sendToQueue('unroutable', Buffer.from(JSON.stringify({ id })), { persistent: true })
})

for (const announcement of announcements) {
  const body = Buffer.from(JSON.stringify(announcement))
  channel.publish('announcements', announcement.course, body, { persistent: true, mandatory: true })
}
await channel.waitForConfirms() // a return comes before the confirm of its message, so all of them are here now

await channel.close()
await connection.close()

import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const announcements = JSON.parse(await readFile('announcements.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

const returned = []
channel.on('return', (message) => returned.push(JSON.parse(message.content.toString())))

for (const announcement of announcements) {
  const body = Buffer.from(JSON.stringify(announcement))
  channel.publish('announcements', announcement.course, body, { persistent: true, mandatory: true })
}
await channel.waitForConfirms() // a return comes before the confirm of its message, so all of them are here now
console.log(`${returned.length} of ${announcements.length} fitted no queue`)

for (const { id } of returned) {
  channel.sendToQueue('unroutable', Buffer.from(JSON.stringify({ id })), { persistent: true })
}
await channel.waitForConfirms()

await channel.close()
await connection.close()

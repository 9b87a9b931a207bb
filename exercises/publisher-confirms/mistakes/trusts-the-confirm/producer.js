import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const announcements = JSON.parse(await readFile('announcements.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

const failed = []
for (const announcement of announcements) {
  const body = Buffer.from(JSON.stringify(announcement))
  channel.publish('announcements', announcement.course, body, { persistent: true, mandatory: true }, (error) => {
    if (error) failed.push(announcement) // the broker could not route it
  })
}
await channel.waitForConfirms()
console.log(`${failed.length} of ${announcements.length} fitted no queue`)

for (const { id } of failed) {
  channel.sendToQueue('unroutable', Buffer.from(JSON.stringify({ id })), { persistent: true })
}
await channel.waitForConfirms()

await channel.close()
await connection.close()

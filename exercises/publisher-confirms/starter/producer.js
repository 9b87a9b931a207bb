import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const announcements = JSON.parse(await readFile('announcements.json', 'utf8'))
console.log(`${announcements.length} announcements to publish`)

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

for (const announcement of announcements) {
  channel.publish('announcements', announcement.course, Buffer.from(JSON.stringify(announcement)), { persistent: true })
}
await channel.waitForConfirms()
console.log('all confirmed') // but are they in a queue?

await channel.close()
await connection.close()

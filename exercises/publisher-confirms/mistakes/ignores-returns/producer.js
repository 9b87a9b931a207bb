import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const announcements = JSON.parse(await readFile('announcements.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

for (const announcement of announcements) {
  const body = Buffer.from(JSON.stringify(announcement))
  channel.publish('announcements', announcement.course, body, { persistent: true, mandatory: true })
}
await channel.waitForConfirms() // throws if one was not taken
console.log('every announcement is in its queue')

await channel.close()
await connection.close()

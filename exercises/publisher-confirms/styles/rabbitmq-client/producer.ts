import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Connection } from 'rabbitmq-client'

interface Announcement {
  id: string
  course: string
  text: string
}

const announcements: Announcement[] = JSON.parse(await readFile('announcements.json', 'utf8'))
const rabbit = new Connection(process.env['AMQP_URL'])
const publisher = rabbit.createPublisher({ confirm: true })

const notes: Promise<void>[] = []
publisher.on('basic.return', ({ body }: { body: Announcement }) => {
  notes.push(publisher.send({ routingKey: 'unroutable', durable: true }, { id: body.id }))
})

for (const announcement of announcements) {
  await publisher.send({ exchange: 'announcements', routingKey: announcement.course, mandatory: true, durable: true }, announcement)
}
await nextTurn() // this client tells of a return one turn of the event loop after the confirm of its message
await Promise.all(notes)
await publisher.close()
await rabbit.close()

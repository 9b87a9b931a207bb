// Ready messages by AMQP itself, where a passive declaration tells them; what is unacknowledged only the management knows.
import { writeFileSync } from 'node:fs'
import amqp from 'amqplib'

const { origin, username, password } = new URL(process.env.MANAGEMENT_URL)
const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
const get = async (path) => (await fetch(`${origin}/api${path}`, { headers })).json()
const virtualHost = new URL(process.env.AMQP_URL).pathname.slice(1)

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
const queues = {}
for (const queue of ['submissions', 'mails', 'reports']) {
  const { messageCount: ready } = await channel.checkQueue(queue)
  const { messages_unacknowledged: unacknowledged } = await get(`/queues/${virtualHost}/${queue}`)
  queues[queue] = { ready, unacknowledged }
}

const report = await channel.get('log')
const error = report.content.toString()
channel.nack(report, false, true)
await channel.close()
await connection.close()

const consumers = await get(`/consumers/${virtualHost}`)
for (const { consumer_tag: tag, channel_details: details } of consumers) {
  const { messages_unacknowledged: held } = await get(`/channels/${encodeURIComponent(details.name)}`)
  if (held === 0) continue
  writeFileSync('answers.json', JSON.stringify({ queues, stuck: tag, error }))
  const reason = { 'x-reason': 'its acknowledgements time out' }
  await fetch(`${origin}/api/connections/${encodeURIComponent(details.connection_name)}`, { method: 'DELETE', headers: { ...headers, ...reason } })
}

import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

interface Channel {
  name: string
  messages_unacknowledged: number
}
interface Queue {
  name: string
  vhost: string
  messages_ready: number
  messages_unacknowledged: number
  consumer_details: { consumer_tag: string; channel_details: { name: string; connection_name: string } }[]
}

const { hostname, port, username, password } = new URL(process.env['MANAGEMENT_URL'] ?? '')

function ask(method: string, path: string, body?: object): Promise<any> {
  return new Promise((resolve, reject) => {
    const asked = request({
      hostname,
      port,
      auth: `${username}:${password}`,
      method,
      path: `/api${path}`,
      headers: { 'Content-Type': 'application/json' },
    })
    asked.on('error', reject)
    asked.on('response', (answer) => text(answer).then((told) => resolve(told === '' ? undefined : JSON.parse(told)), reject))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const all: Queue[] = await ask('GET', '/queues')
const channels: Channel[] = await ask('GET', '/channels')
const holds = new Map(channels.map(({ name, messages_unacknowledged }) => [name, messages_unacknowledged]))
const answers = { queues: {} as Record<string, object>, stuck: '', error: 406 }
let toClose = ''

for (const { name, vhost, messages_ready, messages_unacknowledged } of all) {
  answers.queues[name] = { ready: messages_ready, unacknowledged: messages_unacknowledged }
  const { consumer_details }: Queue = await ask('GET', `/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(name)}`)
  for (const { consumer_tag, channel_details } of consumer_details) {
    if (!holds.get(channel_details.name)) continue
    answers.stuck = consumer_tag
    toClose = channel_details.connection_name
  }
  if (name !== 'log') continue
  const [report] = await ask('POST', `/queues/${encodeURIComponent(vhost)}/log/get`, { count: 1, ackmode: 'reject_requeue_true', encoding: 'auto' })
  answers.error = Number(/\d{3}/.exec(report.payload.split('server:')[1])?.[0])
}

writeFileSync('answers.json', JSON.stringify(answers))
await ask('DELETE', `/connections/${encodeURIComponent(toClose)}`)

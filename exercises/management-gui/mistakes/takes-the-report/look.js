import { writeFile } from 'node:fs/promises'

// fetch takes no address with an account in it: the two are told apart here.
const { origin, username, password } = new URL(process.env.MANAGEMENT_URL)
const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** Asks the management, e.g. ask('/queues'); what it answers, as an object. */
async function ask(path, { method = 'GET', body } = {}) {
  const answer = await fetch(`${origin}/api${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? undefined : answer.json()
}

const queues = {}
for (const { name, messages_ready: ready, messages_unacknowledged: unacknowledged } of await ask('/queues')) queues[name] = { ready, unacknowledged }

// Unacknowledged messages are counted by channel. The stuck consumer is on the channel that holds some.
const channels = await ask('/channels')
const holding = channels.find((channel) => channel.messages_unacknowledged > 0)
const consumers = await ask('/consumers')
const stuck = consumers.find((consumer) => consumer.channel_details.name === holding.name)

const virtualHost = encodeURIComponent(stuck.queue.vhost)
const [report] = await ask(`/queues/${virtualHost}/log/get`, {
  method: 'POST',
  body: { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' },
})
console.log(report.payload)
const [error] = report.payload.match(/[A-Z]+_[A-Z_]+/)

await writeFile('answers.json', JSON.stringify({ queues, stuck: stuck.consumer_tag, error }, null, 2))

// What it holds goes back to the queue as its connection ends.
await ask(`/connections/${encodeURIComponent(stuck.channel_details.connection_name)}`, { method: 'DELETE' })

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

const { rabbitmq_version, object_totals } = await ask('/overview')
console.log(`RabbitMQ ${rabbitmq_version}`, object_totals)

// TODO: the queues, the consumers, their channels, and the message in log

await writeFile('answers.json', JSON.stringify({ queues: {}, stuck: '', error: '' }, null, 2))

// TODO: close the connection of the stuck consumer

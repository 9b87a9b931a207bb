// What the embedded broker does in a second, at 100 bytes a message: confirmed publishes, and deliveries that are acknowledged one by one.
//   npm run bench -- broker [--messages N] [--rounds N] [--size BYTES] [--flow N]
// The broker runs in a process of its own; AMQP_URL names another one to compare it with. Frames are sent and counted raw (raw-client.ts), since a
// client that decodes them costs more than the broker; both processes share the machine, so a core each is what it needs. `--flow`: so many
// messages then pass through at once, published and consumed, while the broker's memory is looked at.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { quantile } from './quantiles.ts'
import { RawClient } from './raw-client.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '7' },
    size: { type: 'string', default: '100' },
    flow: { type: 'string', default: '0' },
  },
})
const [messages, rounds, size, flow] = [Number(values.messages), Number(values.rounds), Number(values.size), Number(values.flow)]
const QUEUE = 'bench'
const WINDOW = 5000
const PREFETCH = 500
/** Of the flow: the queue never holds more, so that what its memory shows is not its length. */
const AT_ONCE = 50_000
const REPORT = 1_000_000
const consumerTag = 'bench'

interface Used {
  readonly rss: number
  readonly cpu: { readonly user: number; readonly system: number }
}
const given = process.env['AMQP_URL'] ?? ''
const child = given === '' ? fork(path.join(import.meta.dirname, 'broker-process.ts')) : undefined
const url = new URL(child === undefined ? given : await addressOf(child))

async function addressOf(of: NonNullable<typeof child>): Promise<string> {
  const [{ host, port }] = (await once(of, 'message')) as [{ host: string; port: number }]
  return `amqp://guest:guest@${host}:${port}`
}

async function used(): Promise<Used | undefined> {
  if (child === undefined) return undefined
  const answer = once(child, 'message') as Promise<[Used]>
  child.send('used')
  return (await answer)[0]
}

interface Pace {
  /** Messages a second. */
  readonly rate: number
  /** Microseconds of the broker's processor a message: what does not depend on who else is at work here. Undefined where it is another's broker. */
  readonly cost: number | undefined
}

async function paceOf(count: number, work: () => Promise<void>): Promise<Pace> {
  const before = await used()
  const from = performance.now()
  await work()
  const rate = (count / (performance.now() - from)) * 1000
  const after = await used()
  const spent = before && after && after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
  return { rate, cost: spent === undefined ? undefined : spent / count }
}

const publisher = await RawClient.open(url)
await publisher.ask('confirm.select', {})
const declare = () => publisher.ask('queue.declare', { queue: QUEUE, durable: true, arguments: {} })

async function consume(count: number): Promise<{ done: Promise<void>; close: () => void }> {
  const consumer = await RawClient.open(url)
  await consumer.ask('basic.qos', { prefetchSize: 0, prefetchCount: PREFETCH, global: false })
  const done = consumer.acknowledge(count, { routingKey: QUEUE, size, consumerTag })
  consumer.say(1, 'basic.consume', { queue: QUEUE, consumerTag, nowait: true, arguments: {} })
  return { done, close: () => consumer.close() }
}

const thousand = (n: number): string => `${(n / 1000).toFixed(1).padStart(7)}k`
function spread(what: string, paces: readonly Pace[]): string {
  const rates = paces.map(({ rate }) => rate)
  const costs = paces.flatMap(({ cost }) => cost ?? [])
  const cost = costs.length === 0 ? '' : `   ${quantile(costs, 0.5).toFixed(1)} µs of the broker’s processor each`
  const [median, slowest, fastest] = [quantile(rates, 0.5), Math.min(...rates), Math.max(...rates)].map(thousand)
  return `${what.padEnd(48)} median ${median}   slowest ${slowest}   fastest ${fastest} a second${cost}`
}

console.log(`${child === undefined ? `the broker at ${url.host}` : 'the embedded broker'}, ${rounds} rounds of ${messages} messages of ${size} bytes`)
const publishes: Pace[] = []
const deliveries: Pace[] = []
for (let round = -1; round < rounds; round++) {
  await declare()
  const published = await paceOf(messages, () => publisher.publishConfirmed(messages, { routingKey: QUEUE, size, window: WINDOW }))
  const delivered = await paceOf(messages, async () => {
    const consumer = await consume(messages)
    await consumer.done
    consumer.close()
  })
  await publisher.ask('queue.delete', { queue: QUEUE })
  if (round < 0) continue // the first is for the compiler
  publishes.push(published)
  deliveries.push(delivered)
}
console.log(spread(`confirmed publishes, at most ${WINDOW} unconfirmed`, publishes))
console.log(spread(`deliveries, each acknowledged, prefetch ${PREFETCH}`, deliveries))

if (flow > 0) {
  await declare()
  const MiB = 1024 * 1024
  let passed = 0
  const from = performance.now()
  while (passed < flow) {
    const part = Math.min(AT_ONCE, flow - passed)
    const consumer = await consume(part)
    await Promise.all([publisher.publishConfirmed(part, { routingKey: QUEUE, size, window: WINDOW }), consumer.done])
    consumer.close()
    passed += part
    if (passed % REPORT !== 0 && passed < flow) continue
    const now = await used()
    const rss = now === undefined ? '' : `, ${Math.round(now.rss / MiB)} MiB`
    console.log(`${passed} passed through, ${thousand((passed / (performance.now() - from)) * 1000)} a second${rss}`)
  }
  await publisher.ask('queue.delete', { queue: QUEUE })
}
publisher.close()
child?.disconnect()

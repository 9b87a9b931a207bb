import { readFile } from 'node:fs/promises'
import { Connection } from 'rabbitmq-client'

const orders: { id: string }[] = JSON.parse(await readFile('orders.json', 'utf8'))
const rabbit = new Connection(process.env['AMQP_URL'])
const publisher = rabbit.createPublisher({ confirm: true, queues: [{ queue: 'course.orders', durable: true }] })
for (const order of orders) await publisher.send({ routingKey: 'course.orders', durable: true }, order)
await publisher.close()
await rabbit.close()

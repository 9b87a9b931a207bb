import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'

const orders = JSON.parse(await readFile('orders.json', 'utf8'))
console.log(`${orders.length} orders to send`)

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// 1. declare the queue 'course.orders'
// 2. send each order: channel.sendToQueue('course.orders', Buffer.from(JSON.stringify(order)))
//    … persistent, and on a channel that gets confirms
// 3. wait for the confirms
// 4. close the connection

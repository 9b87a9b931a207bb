import { setTimeout as wait } from 'node:timers/promises'
import amqp from 'amqplib'

/** Works until its connection breaks. Everything made on a connection ends with it, so all of it is made here. */
async function work() {
  const connection = await amqp.connect(process.env.AMQP_URL)
  const closed = new Promise((resolve) => connection.once('close', resolve))
  connection.on('error', (error) => console.log(`the connection broke: ${error.message}`)) // 'close' follows
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue('submissions', { durable: true })
  await channel.assertQueue('grades', { durable: true })

  await channel.consume('submissions', async (message) => {
    if (message === null) return // the queue was deleted: RabbitMQ cancelled us
    const { id, points } = JSON.parse(message.content.toString())
    const total = points.reduce((sum, point) => sum + point, 0)
    try {
      channel.sendToQueue('grades', Buffer.from(JSON.stringify({ id, total })), { persistent: true })
      channel.ack(message)
    } catch (error) {
      // No confirm, so no ack: the submission comes again on the next connection.
      console.log(`${id} is not done: ${error.message}`)
    }
  })
  console.log('waiting for submissions')
  await closed
}

for (;;) {
  await work().catch((error) => console.log(`no broker: ${error.message}`))
  await wait(500)
}

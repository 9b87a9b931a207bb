import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertExchange('rejected', 'fanout', { durable: true })
await channel.assertQueue('submissions', { durable: true, arguments: { 'x-dead-letter-exchange': 'rejected' } })
await channel.assertQueue('submissions.rejected', { durable: true })
await channel.bindQueue('submissions.rejected', 'rejected', '')
for (const [id, body] of [
  ['1', '{ "id": "1" }'],
  ['2', 'no JSON'],
  ['3', '{ "id": "3" }'],
]) {
  channel.sendToQueue('submissions', Buffer.from(body), { messageId: id, persistent: true })
}
await channel.close()
await connection.close()

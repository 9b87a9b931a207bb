import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

// Nobody consumes from 'waiting': what lies there expires after two seconds, and is dead-lettered to 'woken'.
await channel.assertQueue('woken', { durable: true })
await channel.assertQueue('waiting', {
  durable: true,
  messageTtl: 2000,
  deadLetterExchange: '',
  deadLetterRoutingKey: 'woken',
})

await channel.consume('woken', (message) => {
  if (message === null) return
  const [death] = message.properties.headers['x-death']
  console.log(`${message.content} came out: ${death.reason} in ${death.queue}, ${death.count} time(s)`)
  channel.ack(message)
})

console.log('sent at', new Date().toLocaleTimeString())
channel.sendToQueue('waiting', Buffer.from('a message'))

const amqp = require('amqplib/callback_api')

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertExchange('dead.letters', 'topic', { durable: true })
    channel.assertQueue('parked', { durable: true })
    channel.bindQueue('parked', 'dead.letters', '#')
    channel.assertQueue('submissions', { durable: true, arguments: { 'x-dead-letter-exchange': 'dead.letters' } })
    channel.prefetch(1)
    channel.consume('submissions', (message) => {
      if (!message) return connection.close()
      const { id, points } = JSON.parse(message.content)
      if (!Array.isArray(points)) return channel.reject(message, false)
      let total = 0
      for (const point of points) total += point
      channel.publish('', 'grades', Buffer.from(JSON.stringify({ total, id })))
      channel.ack(message)
    })
  })
})

const amqp = require('amqplib/callback_api')

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.prefetch(1)
    channel.consume('submissions', (message) => {
      const { id, points } = JSON.parse(message.content.toString())
      let total = 0
      for (const point of points) total += point
      channel.publish('', 'grades', Buffer.from(JSON.stringify({ total, id })))
      channel.ack(message)
    })
  })
})

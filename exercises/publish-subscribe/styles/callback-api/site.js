const amqp = require('amqplib/callback_api')

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertQueue('', { exclusive: true }, (refusedQueue, { queue }) => {
      if (refusedQueue) throw refusedQueue
      channel.bindQueue(queue, 'enrolments')
      channel.consume(queue, (message) => {
        const { id, seats, taken } = JSON.parse(message.content)
        channel.publish('', 'shown', Buffer.from(JSON.stringify({ free: seats - taken, id })))
        channel.ack(message)
      })
    })
  })
})

const amqp = require('amqplib/callback_api')

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertQueue('board.in', { durable: true })
    channel.bindQueue('board.in', 'grades', '#.failed')
    channel.bindQueue('board.in', 'grades', 'docker.#')
    channel.consume('board.in', (message) => {
      const { id } = JSON.parse(message.content)
      channel.publish('', 'board', Buffer.from(JSON.stringify({ key: message.fields.routingKey, id })))
      channel.ack(message)
    })
  })
})

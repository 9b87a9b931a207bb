const amqp = require('amqplib/callback_api')

function start() {
  amqp.connect(process.env.AMQP_URL, (failed, connection) => {
    if (failed) return setTimeout(start, 300)
    connection.on('error', () => {})
    connection.on('close', () => setTimeout(start, 300))
    connection.createConfirmChannel((refused, channel) => {
      if (refused) return
      channel.assertQueue('submissions', { durable: true })
      channel.assertQueue('grades', { durable: true })
      channel.prefetch(1)
      channel.consume('submissions', (message) => {
        if (message === null) return
        const { id, points } = JSON.parse(message.content)
        const body = Buffer.from(JSON.stringify({ total: points.reduce((sum, point) => sum + point, 0), id }))
        channel.sendToQueue('grades', body, { deliveryMode: 2 }, (error) => {
          if (!error) channel.ack(message)
        })
      })
    })
  })
}

start()

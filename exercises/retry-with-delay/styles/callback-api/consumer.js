const amqp = require('amqplib/callback_api')

function grade({ points, busy }, attempt) {
  if (attempt <= busy) throw new Error('busy')
  return points.reduce((sum, point) => sum + point, 0)
}

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createConfirmChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertExchange('retry', 'direct', { durable: true })
    channel.assertQueue('wait', {
      durable: true,
      arguments: { 'x-message-ttl': 200, 'x-dead-letter-exchange': 'retry', 'x-dead-letter-routing-key': 'back' },
    })
    channel.assertQueue('submissions', {
      durable: true,
      arguments: { 'x-dead-letter-exchange': 'retry', 'x-dead-letter-routing-key': 'away' },
    })
    channel.bindQueue('wait', 'retry', 'away')
    channel.bindQueue('submissions', 'retry', 'back')
    channel.prefetch(1)
    channel.consume('submissions', (message) => {
      const submission = JSON.parse(message.content)
      const expired = (message.properties.headers['x-death'] || []).find(({ reason }) => reason === 'expired')
      const attempt = 1 + (expired ? expired.count : 0)
      const done = (error) => (error ? channel.nack(message, false, true) : channel.ack(message))
      try {
        const total = grade(submission, attempt)
        channel.publish('', 'grades', Buffer.from(JSON.stringify({ total, id: submission.id })), {}, done)
      } catch {
        if (attempt < 3) channel.reject(message, false)
        else channel.publish('', 'parked', message.content, { headers: message.properties.headers, deliveryMode: 2 }, done)
      }
    })
  })
})

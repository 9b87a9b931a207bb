const amqp = require('amqplib/callback_api')

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertExchange('submissions', 'direct', { durable: true })
    channel.assertQueue('marker', { durable: true })
    channel.bindQueue('marker', 'submissions', 'docker')
    channel.bindQueue('marker', 'submissions', 'queues')
    channel.prefetch(1)
    channel.consume('marker', (message) => {
      const { id, course, unit, points } = JSON.parse(message.content)
      let total = 0
      for (const point of points) total += point
      channel.publish('grades', [course, unit, total < 10 ? 'failed' : 'passed'].join('.'), Buffer.from(JSON.stringify({ id, total })))
      channel.ack(message)
    })
  })
})

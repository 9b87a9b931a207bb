const amqp = require('amqplib/callback_api')

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertQueue('greetings', { durable: true }, (notDeclared) => {
      if (notDeclared) throw notDeclared
      channel.publish('', 'greetings', Buffer.from('Hello by callbacks'))
      channel.close(() => connection.close())
    })
  })
})

const { readFileSync } = require('node:fs')
const amqp = require('amqplib/callback_api')

const orders = JSON.parse(readFileSync('orders.json', 'utf8'))

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createConfirmChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertQueue('course.orders', { durable: true }, () => {
      let waiting = orders.length
      for (const order of orders) {
        channel.publish('', 'course.orders', Buffer.from(JSON.stringify(order)), { deliveryMode: 2 }, (lost) => {
          if (lost) throw lost
          if (--waiting === 0) connection.close()
        })
      }
    })
  })
})

const { readFileSync } = require('node:fs')
const amqp = require('amqplib/callback_api')

const enrolments = JSON.parse(readFileSync('enrolments.json', 'utf8'))

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createChannel((refused, channel) => {
    if (refused) throw refused
    channel.assertQueue('', { exclusive: true }, (notDeclared, { queue }) => {
      if (notDeclared) throw notDeclared
      const open = new Map(enrolments.map((enrolment, index) => [String(index), enrolment]))
      const take = ({ properties, content }) => {
        const enrolment = open.get(properties.correlationId)
        if (enrolment === undefined) return
        open.delete(properties.correlationId)
        channel.sendToQueue('prices', Buffer.from(JSON.stringify({ id: enrolment.id, price: JSON.parse(content.toString()).price })))
        if (open.size === 0) channel.close(() => connection.close())
      }
      // a reply nobody is left to read is worth nothing, so the broker need not keep it
      channel.consume(queue, take, { noAck: true }, () => {
        for (const [correlationId, enrolment] of open)
          channel.sendToQueue('quotes', Buffer.from(JSON.stringify(enrolment)), { correlationId, replyTo: queue })
      })
    })
  })
})

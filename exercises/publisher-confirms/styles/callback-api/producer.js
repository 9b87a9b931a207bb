const { readFileSync } = require('node:fs')
const amqp = require('amqplib/callback_api')

const announcements = JSON.parse(readFileSync('announcements.json', 'utf8'))

amqp.connect(process.env.AMQP_URL, (failed, connection) => {
  if (failed) throw failed
  connection.createConfirmChannel((refused, channel) => {
    if (refused) throw refused
    let waiting = announcements.length
    const confirmed = (lost) => {
      if (lost) throw lost
      if (--waiting === 0) channel.close(() => connection.close())
    }
    // a return comes before the confirm of its message, so its note is counted in time
    channel.on('return', ({ content }) => {
      waiting++
      const { id } = JSON.parse(content.toString())
      channel.sendToQueue('unroutable', Buffer.from(JSON.stringify({ id })), {}, confirmed)
    })
    for (const announcement of announcements) {
      channel.publish('announcements', announcement.course, Buffer.from(JSON.stringify(announcement)), { mandatory: true }, confirmed)
    }
  })
})

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createConfirmChannel()

// Before the first publish: a return that nobody listens for is lost.
channel.on('return', ({ fields }) => console.log(`came back: ${fields.routingKey} (${fields.replyCode} ${fields.replyText})`))

for (const course of ['containers', 'no-such-course']) {
  const body = Buffer.from(JSON.stringify({ id: `to-${course}`, course, text: 'The lab is open on Friday.' }))
  channel.publish('announcements', course, body, { persistent: true, mandatory: true }, (error) => {
    console.log(`${course}: ${error ? 'refused' : 'confirmed'}`)
  })
}
await channel.waitForConfirms()

await channel.close()
await connection.close()

import amqp from 'amqplib'

const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()

await channel.consume('submissions', (message) => {
  const submission = JSON.parse(message.content.toString())
  console.log('got', submission)

  // 1. add up submission.points
  // 2. publish { id, total } to the queue 'grades':
  //    channel.sendToQueue('grades', Buffer.from(JSON.stringify({ … })))
  // 3. acknowledge the message
})

console.log('waiting for submissions')

import { Connection } from 'rabbitmq-client'

const rabbit = new Connection(process.env['AMQP_URL'])
await rabbit.queueDeclare({ queue: 'greetings', durable: true })

const publisher = rabbit.createPublisher()
await publisher.send('greetings', 'Hello from another client')
await publisher.close()
await rabbit.close()

// For tests: what amqplib 2.3.1 and RabbitMQ 3.10.8 said to each other: declare, consume, publish, return, nack, ack, get, close.
import { readFileSync } from 'node:fs'
import type { Sender } from '../amqp/senders.ts'

const session = JSON.parse(readFileSync(new URL('./amqp-session.json', import.meta.url), 'utf8')) as Record<Sender, string>
export const streams = { program: Buffer.from(session.program, 'base64'), broker: Buffer.from(session.broker, 'base64') }

// What the editor completes of amqplib, in the course's words. A table; its test holds it against amqplib's own declarations.

export interface Member {
  readonly name: string
  /** What is called with what; undefined for what is no method. An argument that may be left out ends in `?`. */
  readonly takes?: readonly string[]
  readonly says: string
}

const method = (name: string, takes: string, says: string): Member => ({ name, takes: takes === '' ? [] : takes.split(' '), says })
const value = (name: string, says: string): Member => ({ name, says })

const on = method('on', 'event listener', 'Calls the listener whenever the event happens, for example error, close or return.')

export const AMQPLIB: readonly Member[] = [
  method('connect', 'url socketOptions?', 'Opens a connection to the broker at this address.'),
  value('credentials', 'Other ways to prove who you are than a name and a password in the address.'),
]

export const CONNECTION: readonly Member[] = [
  method('createChannel', 'options?', 'Opens a channel: a way of its own for methods and deliveries on this connection.'),
  method('createConfirmChannel', 'options?', 'Opens a channel on which the broker confirms each message that is published.'),
  method('close', '', 'Closes the connection with all its channels. What was delivered and not acknowledged is requeued.'),
  method('updateSecret', 'newSecret reason', 'Gives the broker a new password or token before the old one expires.'),
  value('connection', 'What is below: serverProperties say which broker answered.'),
  on,
]

export const CHANNEL: readonly Member[] = [
  method(
    'assertQueue',
    'queue? options?',
    'Declares a queue: makes it where it is not there. One that is there with other options closes the channel (406).',
  ),
  method('checkQueue', 'queue', 'Asks how many messages and consumers a queue has. One that is not there closes the channel (404).'),
  method('deleteQueue', 'queue options?', 'Deletes a queue with its messages and bindings.'),
  method('purgeQueue', 'queue', 'Throws away the messages that are ready in a queue. Those that are unacknowledged stay.'),
  method('bindQueue', 'queue source pattern args?', 'Binds a queue to the exchange `source`: it gets what has a routing key that fits the pattern.'),
  method('unbindQueue', 'queue source pattern args?', 'Takes such a binding away.'),
  method('assertExchange', 'exchange type options?', 'Declares an exchange of the type direct, fanout, topic or headers.'),
  method('checkExchange', 'exchange', 'Asks whether an exchange is there. One that is not closes the channel (404).'),
  method('deleteExchange', 'exchange options?', 'Deletes an exchange with its bindings.'),
  method('bindExchange', 'destination source pattern args?', 'Binds the exchange `destination` to the exchange `source`.'),
  method('unbindExchange', 'destination source pattern args?', 'Takes such a binding away.'),
  method('publish', 'exchange routingKey content options?', 'Publishes to an exchange. False means the buffer is full: wait for drain.'),
  method('sendToQueue', 'queue content options?', 'Publishes to the default exchange, with the queue’s name as routing key.'),
  method(
    'consume',
    'queue onMessage options?',
    'Asks for deliveries: onMessage is called with each, and with null if the broker cancels the consumer.',
  ),
  method('cancel', 'consumerTag', 'Ends a consumer’s deliveries. What it was given and did not settle stays unacknowledged.'),
  method('get', 'queue options?', 'Takes one message, or false where none is ready. To go on taking, consume.'),
  method('ack', 'message allUpTo?', 'Settles a delivery: the broker forgets the message. With allUpTo, all before it on this channel too.'),
  method('ackAll', '', 'Settles every delivery of this channel that is unacknowledged.'),
  method('nack', 'message allUpTo? requeue?', 'Gives a delivery back. It is requeued, unless requeue is false: then it is dead-lettered or dropped.'),
  method('nackAll', 'requeue?', 'Gives back every delivery of this channel that is unacknowledged.'),
  method('reject', 'message requeue?', 'Gives one delivery back. It is requeued, unless requeue is false: then it is dead-lettered or dropped.'),
  method('prefetch', 'count global?', 'At most so many deliveries unacknowledged at once, for each consumer that starts after this.'),
  method('recover', '', 'Asks the broker to requeue all that is unacknowledged on this channel.'),
  method('close', '', 'Closes the channel. What was delivered on it and not acknowledged is requeued.'),
  value('connection', 'The connection this channel is on.'),
  on,
]

export const CONFIRM_CHANNEL: readonly Member[] = [
  ...CHANNEL.filter(({ name }) => name !== 'publish' && name !== 'sendToQueue'),
  method('publish', 'exchange routingKey content options? callback?', 'Publishes to an exchange; the callback is called with the broker’s confirm.'),
  method('sendToQueue', 'queue content options? callback?', 'Publishes to the queue by its name; the callback is called with the broker’s confirm.'),
  method('waitForConfirms', '', 'Resolves once all that was published is confirmed; rejects if the broker refused one.'),
]

export const MESSAGE: readonly Member[] = [
  value('content', 'The body as a Buffer: content.toString() makes it text.'),
  value('fields', 'What the broker says of this delivery.'),
  value('properties', 'What the publisher said of the message.'),
]

export const FIELDS: readonly Member[] = [
  value('deliveryTag', 'The delivery’s number on its channel, from 1. An acknowledgement names it.'),
  value('redelivered', 'True when it may have been delivered before, to you or to another.'),
  value('exchange', 'The exchange it was published to; empty for the default one.'),
  value('routingKey', 'The routing key it was published with.'),
  value('consumerTag', 'The consumer it was delivered to.'),
  value('messageCount', 'How many are still ready in the queue; only of what get took.'),
]

const sent: readonly Member[] = [
  value('contentType', 'What the body is, for example application/json.'),
  value('contentEncoding', 'How the body is packed, for example gzip.'),
  value('headers', 'A table of your own. The broker adds x-death to what was dead-lettered.'),
  value('deliveryMode', '2: kept over a restart of the broker, in a durable queue. 1: not.'),
  value('priority', 'Higher goes first, in a queue that was declared with maxPriority.'),
  value('correlationId', 'Names the request this is the reply to.'),
  value('replyTo', 'The queue in which the reply is awaited.'),
  value('expiration', 'Milliseconds after which it is dead-lettered or dropped if it still waits, as text.'),
  value('messageId', 'An id of yours: by it a message that came twice is known.'),
  value('timestamp', 'When it was made, in seconds.'),
  value('type', 'What kind of message it is, for your own use.'),
  value('userId', 'The user who published it; the broker refuses another’s.'),
  value('appId', 'The program that published it, for your own use.'),
]

export const PROPERTIES: readonly Member[] = [...sent, value('clusterId', 'Not used any more.')]

const args = value('arguments', 'Further arguments by their names in the protocol, such as x-queue-type.')
const publishing: readonly Member[] = [
  value('persistent', 'True: kept over a restart of the broker, in a durable queue.'),
  value('mandatory', 'True: comes back by the event return, where no queue is bound for it.'),
  ...sent,
  value('CC', 'Further routing keys.'),
  value('BCC', 'Further routing keys that no consumer sees.'),
]

/** The keys of the options, by the method that takes them. */
export const OPTIONS: Readonly<Record<string, readonly Member[]>> = {
  assertQueue: [
    value('durable', 'True unless you say false: the queue is there again after a restart of the broker.'),
    value('exclusive', 'True: for this connection only, and deleted when it ends.'),
    value('autoDelete', 'True: deleted when its last consumer is gone.'),
    value('messageTtl', 'Milliseconds after which a message that still waits is dead-lettered or dropped.'),
    value('expires', 'Milliseconds without use after which the queue is deleted.'),
    value('deadLetterExchange', 'Where messages go that were rejected, have expired or were too many.'),
    value('deadLetterRoutingKey', 'The routing key they then have, in place of their own.'),
    value('maxLength', 'How many messages may be ready; of more, the oldest go.'),
    value('maxPriority', 'The highest priority this queue tells apart.'),
    value('overflow', 'What happens to a message too many: drop-head, reject-publish or reject-publish-dlx.'),
    value('queueMode', 'lazy kept messages on disk in older brokers; RabbitMQ 3.12 and later take no notice of it.'),
    args,
  ],
  deleteQueue: [
    value('ifUnused', 'True: only if it has no consumers; else the channel is closed.'),
    value('ifEmpty', 'True: only if it has no messages; else the channel is closed.'),
  ],
  assertExchange: [
    value('durable', 'True unless you say false: the exchange is there again after a restart of the broker.'),
    value('internal', 'True: nobody may publish to it; it takes from other exchanges.'),
    value('autoDelete', 'True: deleted when its last binding is gone.'),
    value('alternateExchange', 'Where messages go that fit no binding.'),
    args,
  ],
  deleteExchange: [value('ifUnused', 'True: only if nothing is bound to it; else the channel is closed.')],
  publish: publishing,
  sendToQueue: publishing,
  consume: [
    value('noAck', 'True: settled the moment it is sent to you. What you then lose is lost.'),
    value('consumerTag', 'A name for this consumer; without one the broker gives one.'),
    value('exclusive', 'True: no other consumer on this queue.'),
    value('priority', 'Consumers with a higher one are served first.'),
    value('noLocal', 'RabbitMQ takes no notice of it.'),
    args,
  ],
  get: [value('noAck', 'True: settled the moment it is sent to you.')],
}

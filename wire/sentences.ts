// What an event did, in a sentence or two: the text beside a film, and all there is of it for who cannot see one.
import type { AmqpEvent, BrokerEvent, Event, LabEvent, ProcessEvent } from '@ackademy/contract/recording.ts'
import type { Move } from './copies.ts'
import type { Places } from './places.ts'
import { supposed } from './supposed.ts'
import { counted, list, Told } from './told.ts'
import type { Of } from './wire.ts'
import { deathsOf } from './x-death.ts'

/** Undefined where it moved nothing and is of no interest. */
export function sentence(event: Event, moves: readonly Move[], places: Places): string | undefined {
  const told = new Told(moves, places)
  switch (event.source) {
    case 'amqp':
      return ofFrame(event, told, places.isHeld(event) ? HELD : places.isIgnored(event) ? IGNORED : undefined)
    case 'process':
      return ofProcess(event, told)
    case 'lab':
      return ofLab(event, told)
    case 'broker':
      return ofBroker(event)
    case 'http':
      if (event.type === 'http.request') return `${event.program} asks the management: ${event.method} ${event.path}.`
      return told.moves.length > 0 ? `The management does it: ${event.status}.${told.aftermath}` : undefined
  }
}

function ofBroker(event: BrokerEvent): string {
  if (event.type === 'broker.counts') {
    const each = Object.entries(event.queues).map(
      ([queue, { ready, unacknowledged }]) => `${queue} ${ready} ready and ${unacknowledged} unacknowledged`,
    )
    return `The management shows ${each.join(', ')}.`
  }
  return event.exists
    ? `The broker says that ${event.queue} holds ${counted(event.messagesReady, 'ready message')} and has ${counted(event.consumers, 'consumer')}.`
    : `The broker says that there is no queue ${event.queue}.`
}

const HELD = ' The lab holds the frame at the tap: it has not arrived.'
const IGNORED = ' The broker is closing this channel, and ignores it.'

/** Frames worth a sentence even where they have no effect, or not yet. */
const CARRIES: ReadonlySet<string> = new Set(['basic.publish', 'basic.deliver', 'basic.get-ok', 'basic.ack', 'basic.nack', 'basic.reject'])

/** `idle`: why the frame has no effect, or not yet. */
function ofFrame(event: AmqpEvent, told: Told, idle: string | undefined): string | undefined {
  const { program } = event
  if (idle !== undefined && !CARRIES.has(event.type)) return undefined
  switch (event.type) {
    case 'basic.publish': {
      const what = `${program} publishes ${told.copies(({ from }) => from === undefined)}${wayOf(event)}.`
      return idle ? what + idle : `${what}${landing(told)}`
    }
    case 'basic.deliver':
    case 'basic.get-ok':
      return idle ? `The broker sends ${program} a message.${idle}` : ofDelivery(event, told)
    case 'basic.ack':
    case 'basic.nack':
    case 'basic.reject':
      if (event.type !== 'basic.reject' && event.from === 'broker') return ofConfirm(event, told, idle)
      return ofSettlement(event, told, idle)
    case 'basic.return':
      return `The broker returns ${told.copies()} to ${program}: ${event.replyCode} ${event.replyText}.`
    case 'basic.consume':
      return `${program} starts to consume from ${told.places.topology.named(event, event.queue)}${event.noAck ? ' in no-ack mode' : ''}.`
    case 'basic.qos':
      return event.prefetchCount === 0
        ? `${program} asks for no limit (prefetch 0).`
        : `${program} asks for at most ${counted(event.prefetchCount, 'unacknowledged message')} at a time (prefetch).`
    case 'basic.cancel':
      return event.from === 'broker' ? `The broker cancels the consumer of ${program}.` : `${program} cancels its consumer.`
    case 'basic.recover':
      return `${program} asks for its unacknowledged messages to be delivered again (basic.recover).${told.aftermath}`
    case 'queue.purge-ok':
      return `${program} purges a queue: ${counted(event.messageCount, 'message')} removed.`
    case 'channel.close':
      if (event.from === 'broker') return `The broker closes the channel of ${program}: ${event.replyCode} ${event.replyText}.${told.aftermath}`
      return told.moves.length > 0 ? `${program} closes its channel.${told.aftermath}` : undefined
    case 'connection.close':
      if (event.from === 'broker') return `The broker closes the connection of ${program}: ${event.replyCode} ${event.replyText}.${told.aftermath}`
      return `${program} says goodbye (connection.close).${told.aftermath}`
    case 'socket.end':
      return event.afterClose || told.places.wire.saidGoodbye(event.connection) ? undefined : `The socket of ${program} ends.${told.aftermath}`
    default:
      return told.moves.length > 0 ? `${event.type}.${told.aftermath}` : undefined
  }
}

const wayOf = ({ exchange, routingKey }: { exchange: string; routingKey: string }): string =>
  exchange === ''
    ? ` to the queue ${routingKey}, by the default exchange`
    : ` to the exchange ${exchange}${routingKey === '' ? '' : ` with the routing key ${routingKey}`}`

function landing({ moves }: Told): string {
  const queues = moves.flatMap(({ to }) => (to.at === 'queue' ? [to.queue] : []))
  if (queues.length > 0) return queues.length === 1 ? ` It is ready in ${queues.join()}.` : ` A copy is ready in each of ${queues.join(', ')}.`
  if (moves.some(({ to }) => to.at === 'exchange' && to.unrouted)) return ' No queue takes it.'
  if (moves.some(({ to }) => to.at === 'gone' && to.why === 'unrouted')) return ' No queue takes it, and the broker drops it.'
  if (moves.some(({ to }) => to.at === 'gone')) return ' The connection is closed already: the broker ignores it.'
  return ''
}

function ofDelivery(event: Of<'basic.deliver' | 'basic.get-ok'>, told: Told): string {
  const move = told.moves[0]
  const to = move?.to.at === 'consumer' ? move.to : undefined
  const held = told.places.copies.filter(({ place }) => place.at === 'consumer' && place.kept && place.program === event.program)
  const death = deathOf(event)
  const how = event.redelivered ? ' again, flagged redelivered' : ''
  const what = `${death}The broker delivers ${told.copies()} from ${to?.queue ?? 'a queue'} to ${event.program}${how}.`
  if (to?.kept !== true) return `${what} In no-ack mode it forgets the message as it is sent.`
  return `${what} Unacknowledged with ${event.program}: ${list(held)}.`
}

/** Expired or rejected where nobody saw it: the delivery's x-death says so. */
function deathOf(event: Of<'basic.deliver' | 'basic.get-ok' | 'lab.take'>): string {
  const [last] = deathsOf(event.properties)
  return last?.reason === 'expired' ? `It waited in ${last.queue} until its time was up. ` : ''
}

function ofSettlement(event: Of<'basic.ack' | 'basic.nack' | 'basic.reject'>, told: Told, idle: string | undefined): string {
  const { program } = event
  if (idle) return `${program} sends ${event.type} for delivery ${event.deliveryTag}.${idle}`
  const what = told.copies()
  if (what === '') return `${program} sends ${event.type} for delivery ${event.deliveryTag}, which its channel does not hold.`
  if (event.type === 'basic.ack')
    return `${program} acknowledges ${what}${event.multiple ? ' with one ack' : ''}. The broker forgets ${told.moves.length === 1 ? 'it' : 'them'}.`
  const word = event.type === 'basic.nack' ? 'nacks' : 'rejects'
  if (event.requeue) return `${program} ${word} ${what} with requeue.${told.aftermath}`
  const dead = told.moves.find(({ to }) => to.at !== 'gone')?.via.findLast(({ at }) => at === 'exchange')
  const queues = told.moves.flatMap(({ to }) => (to.at === 'queue' ? [to.queue] : []))
  const by = dead?.at === 'exchange' && (dead.exchange === '' ? 'the default exchange' : `the exchange ${dead.exchange}`)
  const after = by ? `It goes by ${by} to ${queues.join(', ')}.` : 'It has nowhere to go, and is gone.'
  return `${program} ${word} ${what} without requeue. ${after}`
}

function ofConfirm(event: Of<'basic.ack' | 'basic.nack'>, { places }: Told, idle: string | undefined): string {
  const { program } = event
  if (idle) return `The broker sends ${program} a confirm.${idle}`
  const copies = places.wire.answeredBy(event.seq).flatMap((publish) => places.copiesOf(publish.event.seq))
  return event.type === 'basic.ack'
    ? `The broker confirms ${list(copies)} to ${program}.`
    : `The broker refuses ${list(copies)} of ${program} (basic.nack).`
}

function ofProcess(event: ProcessEvent, told: Told): string | undefined {
  switch (event.type) {
    case 'process.start':
      return `${event.program} is started${event.run > 1 ? ' again' : ''}.${told.aftermath}`
    case 'process.exit':
      if (event.by === 'itself')
        return `${event.program} ends${event.code === 0 || event.code === null ? '' : ` with exit code ${event.code}`}.${told.aftermath}`
      return event.signal === 'SIGKILL' && told.moves.length === 0 ? undefined : `${event.program} is stopped.${told.aftermath}`
    case 'process.missing':
      return `There is no file ${event.expected}.`
    case 'process.limit':
      return undefined
  }
}

function ofLab(event: LabEvent, told: Told): string | undefined {
  switch (event.type) {
    case 'lab.publish':
      return told.moves.length > 0 ? `The lab publishes ${told.copies()}${wayOf(event)}.${landing(told)}` : undefined
    case 'lab.take':
      return told.moves.length > 0 ? `${deathOf(event)}The lab takes ${told.copies()} from the queue ${event.queue} and acknowledges.` : undefined
    case 'lab.queue-delete':
      return told.moves.length > 0 ? `The lab deletes the queue ${event.queue}.${told.aftermath}` : undefined
    case 'lab.what-if':
      return `What if: ${event.program} runs with ${supposed(event).join(', ')}.`
    case 'lab.kill':
      return `${event.program} is killed (${event.signal}).`
    case 'lab.broker-stop':
      return 'The broker is stopped.'
    case 'lab.broker-start':
      return `The broker is started again.${told.aftermath}`
    case 'lab.consumer-timeout':
      return `From now on a channel is opened with an acknowledgement timeout of ${event.consumerTimeout / 1000} s.`
    case 'lab.release': {
      const held = told.places.heldBy(event)
      if (held === undefined) return undefined
      if (event.dropped) return `The held ${held.type} is thrown away: it never arrives.`
      if (held.source !== 'amqp' || held.type === 'basic.publish') return `The held ${held.type} may pass.${landing(told)}`
      const passed = ofFrame(held, told, undefined)
      return passed === undefined ? undefined : `The held frame may pass. ${passed}`
    }
    default:
      return undefined
  }
}

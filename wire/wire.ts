// A Recording one can question: publish → deliver → settle joined per message, over channels, `multiple`, requeue and redelivery.
// Events are added one by one, so the same code judges a stored Recording and follows a running program.
import type { AmqpEvent, Event, LabEvent, ProcessEvent, Recording } from '@ackademy/contract/recording.ts'
import { Channel } from './channel.ts'
import type { Consumer, Delivery, Publish, Settlement } from './message.ts'

export type Closure = Extract<AmqpEvent, { type: 'channel.close' | 'connection.close' }>
export type Of<T extends Event['type']> = Extract<Event, { type: T }>

export class Wire {
  readonly events: Event[] = []
  readonly publishes: Publish[] = []
  readonly deliveries: Delivery[] = []
  readonly settlements: Settlement[] = []
  readonly consumers: Consumer[] = []
  readonly #byType = new Map<string, Event[]>()
  readonly #channels = new Map<string, Channel>()
  /** What each confirm of the broker's answered, by its number. */
  readonly #answers = new Map<number, readonly Publish[]>()

  static of(recording: Recording): Wire {
    const wire = new Wire()
    for (const event of recording.events) wire.add(event)
    return wire
  }

  /** All events of a type, in order. */
  all<T extends Event['type']>(type: T): readonly Of<T>[] {
    return (this.#byType.get(type) ?? []) as Of<T>[]
  }

  last<T extends Event['type']>(type: T): Of<T> | undefined {
    return this.all(type).at(-1)
  }

  /** The scenario is over: what was not seen will not be seen. */
  get ended(): boolean {
    return this.all('lab.end').length > 0 || this.truncated
  }

  get truncated(): boolean {
    return this.all('truncated').length > 0
  }

  /** The recorded proof that something did not happen. */
  get deadline(): Of<'lab.deadline'> | undefined {
    return this.last('lab.deadline')
  }

  /** The broker's refusals: channels and connections it closed, with their codes. */
  get refusals(): readonly Closure[] {
    return [...this.all('channel.close'), ...this.all('connection.close')].filter((event) => event.from === 'broker').sort((a, b) => a.seq - b.seq)
  }

  /** A settlement of a tag its channel does not hold was sent, and the broker has not yet closed the channel for it. */
  get refusalDue(): boolean {
    return [...this.#channels.values()].some((channel) => channel.refusalDue)
  }

  /** Whether connection.close was said on it, by either side: some clients end the socket without waiting for close-ok. */
  saidGoodbye(connection: number): boolean {
    return this.all('connection.close').some((event) => event.connection === connection)
  }

  /** The publishes that this basic.ack or basic.nack of the broker's confirmed or refused. */
  answeredBy(seq: number): readonly Publish[] {
    return this.#answers.get(seq) ?? []
  }

  /** What the lab published, in order. */
  get given(): readonly Of<'lab.publish'>[] {
    return this.all('lab.publish')
  }

  /** Largest number of deliveries a consumer held unacknowledged at once. */
  maxInFlight(consumer: Consumer): number {
    return Math.max(0, ...this.inFlight((delivery) => delivery.consumer === consumer).map((point) => point.count))
  }

  /** How many deliveries were unacknowledged after each event that changed it. */
  inFlight(which: (delivery: Delivery) => boolean = () => true): { seq: number; count: number }[] {
    const changes: [seq: number, change: number][] = []
    for (const delivery of this.deliveries) {
      if (delivery.noAck || !which(delivery)) continue
      changes.push([delivery.event.seq, 1])
      const end = delivery.settledBy?.event.seq ?? delivery.returnedBy
      if (end !== undefined) changes.push([end, -1])
    }
    changes.sort((a, b) => a[0] - b[0])
    let count = 0
    return changes.map(([seq, change]) => ({ seq, count: (count += change) }))
  }

  add(event: Event): void {
    this.events.push(event)
    const same = this.#byType.get(event.type)
    if (same === undefined) this.#byType.set(event.type, [event])
    else same.push(event)
    if (event.source === 'amqp') this.#amqp(event)
    else if (event.type === 'lab.release' && event.dropped) this.#drop(event)
  }

  #channel(event: AmqpEvent & { channel: number }): Channel {
    const key = `${event.connection}/${event.channel}`
    let channel = this.#channels.get(key)
    if (channel === undefined) {
      channel = new Channel(event.connection, event.channel)
      this.#channels.set(key, channel)
    }
    return channel
  }

  #ofConnection(connection: number): Channel[] {
    return [...this.#channels.values()].filter((channel) => channel.connection === connection)
  }

  #amqp(event: AmqpEvent): void {
    switch (event.type) {
      case 'channel.close':
        return this.#channel(event).close(event.seq)
      case 'channel.close-ok':
        this.#channel(event).close(event.seq)
        // the number may be opened anew, and that is another channel
        this.#channels.delete(`${event.connection}/${event.channel}`)
        return
      case 'connection.close':
      case 'socket.end':
        return this.#ofConnection(event.connection).forEach((channel) => channel.close(event.seq))
      case 'queue.declare-ok':
        return this.#channel(event).declared(event.queue)
      case 'confirm.select':
        return this.#channel(event).startConfirming()
      case 'basic.publish':
        this.publishes.push(this.#channel(event).publish(event, this.saidGoodbye(event.connection)))
        return
      case 'basic.return':
        return this.#channel(event).returned(event)
      case 'basic.consume':
        this.consumers.push(this.#channel(event).consume(event))
        return
      case 'basic.consume-ok':
        return this.#channel(event).consumeOk(event)
      case 'basic.get':
        return this.#channel(event).get(event)
      case 'basic.cancel':
        return this.#channel(event).cancel(event)
      case 'basic.deliver':
      case 'basic.get-ok':
        this.deliveries.push(this.#channel(event).deliver(event))
        return
      case 'basic.ack':
      case 'basic.nack':
        if (event.from === 'broker') {
          this.#answers.set(event.seq, this.#channel(event).confirm(event))
          return
        }
        this.settlements.push(this.#channel(event).settle(event, this.#ofConnection(event.connection)))
        return
      case 'basic.reject':
        this.settlements.push(this.#channel(event).settle(event, this.#ofConnection(event.connection)))
        return
      case 'basic.recover':
        return this.#channel(event).end(event.seq)
      default:
      // the others change nothing that is joined here
    }
  }

  /** A held frame was thrown away: what it said never reached the other side. */
  #drop({ heldSeq }: Of<'lab.release'>): void {
    const publish = this.publishes.find((one) => one.event.seq === heldSeq)
    if (publish) publish.lost = 'dropped'
    for (const answered of this.answeredBy(heldSeq)) {
      answered.confirmedBy = undefined
      answered.nackedBy = undefined
    }
    this.#answers.delete(heldSeq)
    const settlement = this.settlements.find((one) => one.event.seq === heldSeq)
    if (settlement === undefined) return
    settlement.dropped = true
    for (const delivery of settlement.covers) delivery.settledBy = undefined
  }
}

export type { LabEvent, ProcessEvent }

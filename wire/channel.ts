// One AMQP channel as its events tell it: what is unsettled on it, what is unconfirmed, who consumes.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { Consumer, Delivery, Publish, Settlement } from './message.ts'

type Of<T extends AmqpEvent['type']> = Extract<AmqpEvent, { type: T }>

export class Channel {
  readonly connection: number
  readonly number: number
  /** By delivery tag, in order; settled ones stay, to tell a second ack from a wrong one. */
  readonly deliveries = new Map<number, Delivery>()
  readonly #unsettled = new Map<number, Delivery>()
  readonly #unconfirmed: Publish[] = []
  /** Published with mandatory, and not returned so far. */
  readonly #returnable: Publish[] = []
  #consumers: Consumer[] = []
  #gets: Of<'basic.get'>[] = []
  /** An empty queue name stands for the one last declared on the channel. */
  #lastQueue = ''
  #publishes: number | undefined
  #closed = false
  #refusalDue = false

  constructor(connection: number, number: number) {
    this.connection = connection
    this.number = number
  }

  /** The broker was sent a tag it will refuse with 406, and has not said so yet. */
  get refusalDue(): boolean {
    return this.#refusalDue
  }

  declared(queue: string): void {
    this.#lastQueue = queue
  }

  #named(queue: string): string {
    return queue === '' ? this.#lastQueue : queue
  }

  startConfirming(): void {
    this.#publishes ??= 0
  }

  publish(event: Of<'basic.publish'>, closed: boolean): Publish {
    const confirmTag = this.#publishes === undefined ? undefined : ++this.#publishes
    const publish: Publish = {
      event,
      confirmTag,
      confirmedBy: undefined,
      nackedBy: undefined,
      returnedBy: undefined,
      lost: closed ? 'after-close' : undefined,
    }
    if (confirmTag !== undefined) this.#unconfirmed.push(publish)
    if (event.mandatory || event.immediate) this.#returnable.push(publish)
    return publish
  }

  /** Returns what it answers, in order. */
  confirm(event: Of<'basic.ack' | 'basic.nack'>): Publish[] {
    const answered: Publish[] = []
    const covered = (publish: Publish) =>
      publish.confirmTag === event.deliveryTag || (event.multiple && (publish.confirmTag ?? Infinity) < event.deliveryTag)
    for (let at = this.#unconfirmed.length - 1; at >= 0; at--) {
      const publish = this.#unconfirmed[at]
      if (publish === undefined || !covered(publish)) continue
      if (event.type === 'basic.ack') publish.confirmedBy = event.seq
      else publish.nackedBy = event.seq
      this.#unconfirmed.splice(at, 1)
      answered.unshift(publish)
    }
    return answered
  }

  returned(event: Of<'basic.return'>): void {
    const at = this.#returnable.findIndex(
      (one) => one.event.body.sha256 === event.body.sha256 && one.event.exchange === event.exchange && one.event.routingKey === event.routingKey,
    )
    const [publish] = at < 0 ? [] : this.#returnable.splice(at, 1)
    if (publish) publish.returnedBy = event.seq
  }

  consume(event: Of<'basic.consume'>): Consumer {
    const consumer: Consumer = { event, queue: this.#named(event.queue), tag: event.consumerTag, cancelledBy: undefined }
    this.#consumers.push(consumer)
    return consumer
  }

  consumeOk(event: Of<'basic.consume-ok'>): void {
    const unnamed = this.#consumers.find((consumer) => consumer.tag === '')
    if (unnamed && !this.#consumers.some((consumer) => consumer.tag === event.consumerTag)) unnamed.tag = event.consumerTag
  }

  cancel(event: Of<'basic.cancel'>): void {
    const consumer = this.#consumers.findLast((one) => one.tag === event.consumerTag)
    if (consumer) consumer.cancelledBy = event.seq
  }

  get(event: Of<'basic.get'>): void {
    this.#gets.push(event)
  }

  deliver(event: Of<'basic.deliver' | 'basic.get-ok'>): Delivery {
    const consumer = event.type === 'basic.deliver' ? this.#consumers.findLast((one) => one.tag === event.consumerTag) : undefined
    const get = event.type === 'basic.get-ok' ? this.#gets.at(-1) : undefined
    const delivery: Delivery = {
      event,
      consumer,
      queue: consumer?.queue ?? (get && this.#named(get.queue)),
      noAck: (consumer?.event ?? get)?.noAck ?? false,
      settledBy: undefined,
      returnedBy: undefined,
    }
    this.deliveries.set(event.deliveryTag, delivery)
    if (!delivery.noAck) this.#unsettled.set(event.deliveryTag, delivery)
    return delivery
  }

  settle(event: Settlement['event'], channels: readonly Channel[]): Settlement {
    const multiple = event.type !== 'basic.reject' && event.multiple
    const one = this.#unsettled.get(event.deliveryTag)
    const covers = multiple
      ? [...this.#unsettled.values()].filter(({ event: { deliveryTag } }) => event.deliveryTag === 0 || deliveryTag <= event.deliveryTag)
      : one
        ? [one]
        : []
    const stray = covers.length > 0 || (multiple && event.deliveryTag === 0) ? undefined : this.#whyStray(event.deliveryTag, channels)
    if (stray && !this.#closed) this.#refusalDue = true
    const settlement: Settlement = { event, multiple, covers, stray, dropped: false }
    for (const delivery of covers) {
      delivery.settledBy = settlement
      this.#unsettled.delete(delivery.event.deliveryTag)
    }
    return settlement
  }

  #whyStray(tag: number, channels: readonly Channel[]): Settlement['stray'] {
    const own = this.deliveries.get(tag)
    if (own?.noAck) return { why: 'no-ack' }
    if (own?.settledBy) return { why: 'settled-before', first: own.settledBy }
    const other = channels.find((channel) => channel !== this && channel.#unsettled.has(tag))?.deliveries.get(tag)
    return other ? { why: 'other-channel', delivery: other } : undefined
  }

  /** The channel or its connection is over. */
  close(seq: number): void {
    this.#closed = true
    this.#refusalDue = false
    this.end(seq)
  }

  /** Gives back what is unsettled: the channel is closed, or basic.recover asked for it. */
  end(seq: number): void {
    for (const delivery of this.#unsettled.values()) delivery.returnedBy = seq
    this.#unsettled.clear()
  }
}

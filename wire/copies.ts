// Copies of messages, and where each is. A copy is one message in one queue: a fanout makes several of one.
import type { Body, Properties } from '@ackademy/contract/recording.ts'
import type { Label } from './labels.ts'
import { Labels } from './labels.ts'
import { keyOf } from './message.ts'

export type Place =
  /** It came back to who published it: basic.return. */
  | { readonly at: 'program'; readonly program: string }
  /** The lab holds its frame. */
  | { readonly at: 'tap'; readonly program: string }
  /** In the broker. `unrouted`: no queue took it, and it will be returned. Otherwise it is not known which queue did. */
  | { readonly at: 'exchange'; readonly exchange: string; readonly unrouted?: true }
  /** Ready. */
  | { readonly at: 'queue'; readonly queue: string }
  /** Delivered. `kept`: unacknowledged, the broker keeps it. Not so in no-ack mode: the broker has forgotten it. */
  | { readonly at: 'consumer'; readonly program: string; readonly queue: string; readonly kept: boolean }
  | { readonly at: 'gone'; readonly why: Why }

/**
 * `worked`: its result was published. `unrouted`: no queue took it. `rejected`: without requeue, and to no dead-letter exchange.
 * `removed`: purged, or its queue deleted. `transient`: not persistent, or its queue not durable, and the broker was restarted. `dropped`: its frame never reached the broker. `lost`: forgotten by the broker, and by the
 * death of who had it.
 */
export type Why = 'acked' | 'worked' | 'unrouted' | 'rejected' | 'removed' | 'transient' | 'dropped' | 'lost'

export interface Copy {
  readonly id: number
  readonly key: string
  readonly label: Label
  /** A program's name, or `lab`; undefined where its publish is on no wire. */
  readonly publisher: string | undefined
  /** Who held it last. */
  readonly holder: string | undefined
  readonly place: Place
  /** Its place in the line of its queue. */
  readonly order: number
  /** It was given to a consumer before: its next delivery is flagged redelivered. */
  readonly returned: boolean
  readonly confirmed: boolean
  readonly persistent: boolean
}

export interface Move {
  readonly id: number
  readonly from: Place | undefined
  /** What it passes on its way. */
  readonly via: readonly Place[]
  readonly to: Place
}

export interface Message {
  readonly properties: Properties
  readonly body: Body
}

export class Copies {
  readonly #copies = new Map<number, Copy>()
  /** By key, so that a long Recording costs no more an event than a short one: what may still be delivered, and whose publish is on no wire. */
  readonly #deliverable = new Map<string, Set<number>>()
  readonly #unpublished = new Map<string, Set<number>>()
  readonly #labelled = new Map<Label, number[]>()
  readonly #labels = new Labels()
  #order = 0
  #moves: Move[] = []

  get all(): readonly Copy[] {
    return [...this.#copies.values()]
  }

  get(id: number): Copy | undefined {
    return this.#copies.get(id)
  }

  /** Those with this label, in the order of their appearance. */
  labelled(label: Label): readonly Copy[] {
    return this.#those(this.#labelled.get(label) ?? [])
  }

  /** The first whose publish was not seen, of what this key is of. */
  unpublished(key: string): Copy | undefined {
    return this.#those(this.#unpublished.get(key) ?? [])[0]
  }

  labelOf(message: Message): Label {
    return this.#labels.of(message)
  }

  /** The moves since it was asked last. */
  takeMoves(): readonly Move[] {
    return this.#moves.splice(0)
  }

  appear(message: Message, publisher: string | undefined, via: readonly Place[], to: Place): number {
    const id = this.#copies.size + 1
    const named = { key: keyOf(message), label: this.labelOf(message), persistent: message.properties.deliveryMode === 2 }
    const told = { ...named, publisher, holder: undefined, returned: false, confirmed: false }
    this.#copies.set(id, { id, ...told, order: ++this.#order, place: to })
    this.#moves.push({ id, from: undefined, via, to })
    const alike = this.#labelled.get(named.label)
    if (alike) alike.push(id)
    else this.#labelled.set(named.label, [id])
    index(this.#unpublished, named.key, id, publisher === undefined)
    index(this.#deliverable, named.key, id, mayBeDelivered(to))
    return id
  }

  move(id: number, via: readonly Place[], to: Place): void {
    const copy = this.#copies.get(id)
    if (copy === undefined) return
    this.#moves.push({ id, from: copy.place, via, to })
    this.#copies.set(id, { ...copy, place: to })
    index(this.#deliverable, copy.key, id, mayBeDelivered(to))
  }

  tell(id: number, told: Partial<Pick<Copy, 'publisher' | 'holder' | 'returned' | 'confirmed'>>): void {
    const copy = this.#copies.get(id)
    if (copy) this.#copies.set(id, { ...copy, ...told })
    if (copy && told.publisher !== undefined) index(this.#unpublished, copy.key, id, false)
  }

  /** To the end of the line, as if it had come just now. */
  goLast(id: number): void {
    const copy = this.#copies.get(id)
    if (copy) this.#copies.set(id, { ...copy, order: ++this.#order })
  }

  /** The copy a delivery from `queue` is of: ready there, or else wherever the broker may have had it. */
  deliverable(key: string, queue: string): Copy | undefined {
    const alike = this.#those([...(this.#deliverable.get(key) ?? [])].sort((a, b) => a - b))
    const ready = alike.filter(({ place }) => place.at === 'queue').sort((a, b) => a.order - b.order)
    return (
      ready.find(({ place }) => place.at === 'queue' && place.queue === queue) ??
      alike.find(({ place }) => place.at === 'exchange') ??
      ready[0] ??
      alike.find(({ place }) => place.at === 'gone')
    )
  }

  #those(ids: Iterable<number>): Copy[] {
    return [...ids].flatMap((id) => this.#copies.get(id) ?? [])
  }
}

/** What was thought to be unrouted or rejected may have gone a way that is on no wire. */
const mayBeDelivered = (place: Place): boolean =>
  place.at === 'queue' || place.at === 'exchange' || (place.at === 'gone' && (place.why === 'unrouted' || place.why === 'rejected'))

function index(by: Map<string, Set<number>>, key: string, id: number, isIn: boolean): void {
  const ids = by.get(key)
  if (!isIn) ids?.delete(id)
  else if (ids) ids.add(id)
  else by.set(key, new Set([id]))
}

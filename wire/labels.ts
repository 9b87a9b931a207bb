// Short names for messages, for people: a message id that is short already, or else a number in the order of their appearance.
// What a program publishes about a message it was given bears that one's name, as its result.
import type { Body, Properties } from '@ackademy/contract/recording.ts'
import { jsonOf, keyOf } from './message.ts'

export interface Label {
  readonly text: string
  /** The message whose result this is: the body's `id`, or the correlation id, is that one's. */
  readonly resultOf: Label | undefined
}

const SHORT = 4

export class Labels {
  readonly #given = new Map<string, Label>()
  #numbered = 0

  of(message: { properties: Properties; body: Body }): Label {
    const key = keyOf(message)
    const given = this.#given.get(key)
    if (given !== undefined) return given
    const id = idIn(message.body)
    const about = [message.properties.correlationId, id].flatMap((one) => this.#given.get(one ?? '') ?? [])[0]
    const label = about ? { text: about.text, resultOf: about } : { text: this.#name(message.properties.messageId ?? id), resultOf: undefined }
    this.#given.set(key, label)
    if (id !== undefined && !this.#given.has(id)) this.#given.set(id, label)
    return label
  }

  #name(id: string | undefined): string {
    this.#numbered++
    return id !== undefined && id !== '' && id.length <= SHORT ? id : String(this.#numbered)
  }
}

/** The `id` in a JSON body. */
const idIn = (body: Body): string | undefined => {
  const json = jsonOf(body)
  if (typeof json !== 'object' || json === null || !('id' in json)) return undefined
  return typeof json.id === 'string' || typeof json.id === 'number' ? String(json.id) : undefined
}

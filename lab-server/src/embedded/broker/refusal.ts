// What a broker refuses, by AMQP's names (0-9-1 §1.2): some close the channel, some the whole connection.
import type { MethodName } from '../../amqp/methods.ts'

const REFUSALS = {
  'connection-forced': [320, 'connection'],
  'access-refused': [403, 'channel'],
  'not-found': [404, 'channel'],
  'resource-locked': [405, 'channel'],
  'precondition-failed': [406, 'channel'],
  'frame-error': [501, 'connection'],
  'syntax-error': [502, 'connection'],
  'command-invalid': [503, 'connection'],
  'channel-error': [504, 'connection'],
  'unexpected-frame': [505, 'connection'],
  'not-allowed': [530, 'connection'],
  'not-implemented': [540, 'connection'],
  'internal-error': [541, 'connection'],
} as const satisfies Record<string, readonly [code: number, closes: 'channel' | 'connection']>

export type RefusalName = keyof typeof REFUSALS

/** Thrown where a request cannot be met; the connection turns it into channel.close or connection.close. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  readonly closes: 'channel' | 'connection'
  /** The method it is about: the one that was asked, unless told otherwise; null: none. */
  readonly about: MethodName | null | undefined
  constructor(name: RefusalName, what: string, about?: MethodName | null) {
    super(fitting(`${name.toUpperCase().replaceAll('-', '_')} - ${what}`))
    this.about = about
    ;[this.code, this.closes] = REFUSALS[name]
  }
}

/** A reply text is a short string: RabbitMQ cuts what is longer than 255 bytes and ends it in dots. */
function fitting(text: string): string {
  const bytes = Buffer.from(text, 'utf8')
  return bytes.length <= 255 ? text : `${bytes.subarray(0, 252).toString('utf8')}...`
}

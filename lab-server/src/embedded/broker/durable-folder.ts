// A folder in which what is durable is kept, one record a line: beside the sockets the only thing here that touches Node.
import { mkdir, open, rename } from 'node:fs/promises'
import path from 'node:path'
import { FieldTable } from '@ackademy/contract/recording.ts'
import { z } from 'zod'
import { decodeContentHeader } from '../../amqp/content.ts'
import type { DurableRecord, DurableStore } from './durable-store.ts'
import { EXCHANGE_TYPES } from './routing.ts'

const FILE = 'durable.jsonl'
/** Characters gathered before they are written. */
const CHUNK = 1_048_576

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))
const args = z.record(z.string(), z.strictObject({ type: z.string(), value: z.json() })).transform((all) => new Map(Object.entries(all)))
const Stored = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('virtualHost'), name: z.string() }),
  z.strictObject({
    kind: z.literal('exchange'),
    name: z.string(),
    type: z.enum(EXCHANGE_TYPES),
    autoDelete: z.boolean(),
    internal: z.boolean(),
    arguments: args,
  }),
  z.strictObject({ kind: z.literal('queue'), name: z.string(), autoDelete: z.boolean(), arguments: args }),
  z.strictObject({
    kind: z.literal('binding'),
    source: z.string(),
    to: z.enum(['queue', 'exchange']),
    destination: z.string(),
    routingKey: z.string(),
    arguments: FieldTable,
  }),
  z.strictObject({
    kind: z.literal('message'),
    queue: z.string(),
    position: z.int(),
    redelivered: z.boolean(),
    returns: z.int(),
    losses: z.int(),
    dead: z.boolean(),
    expiry: z.number().optional(),
    exchange: z.string(),
    routingKey: z.string(),
    copies: z.array(z.string()),
    header: bytes,
    body: bytes,
  }),
])
type Stored = z.output<typeof Stored>

/** The folder is made when there is something to keep. */
export class DurableFolder implements DurableStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** What was kept before stays until all of this is written. */
  async save(records: Iterable<DurableRecord>): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const unfinished = path.join(this.#folder, `${FILE}.new`)
    await using file = await open(unfinished, 'w')
    let gathered = ''
    for (const record of records) {
      gathered += `${JSON.stringify(stored(record))}\n`
      if (gathered.length < CHUNK) continue
      await file.write(gathered)
      gathered = ''
    }
    await file.write(gathered)
    await file.sync()
    await rename(unfinished, path.join(this.#folder, FILE))
  }

  /** Throws where the file is not what `save` wrote. */
  async *load(): AsyncIterable<DurableRecord> {
    const name = path.join(this.#folder, FILE)
    const opened = await open(name).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    })
    if (opened === undefined) return
    await using file = opened
    let number = 0
    for await (const line of file.readLines()) {
      number++
      const parsed = Stored.safeParse(json(line))
      if (!parsed.success) throw new Error(`Line ${number} of ${name} is nothing the broker wrote; without the file it starts empty.`)
      yield restored(parsed.data)
    }
  }
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function stored(record: DurableRecord): unknown {
  switch (record.kind) {
    case 'exchange':
    case 'queue': {
      const { kind, name, autoDelete, arguments: given } = record
      const more = kind === 'exchange' ? { type: record.type, internal: record.internal } : {}
      return { kind, name, autoDelete, arguments: Object.fromEntries(given), ...more }
    }
    case 'message': {
      const { kind, queue, entry } = record
      const { message, ...place } = entry
      const { exchange, routingKey, copies, header, body, dead = false } = message
      return { kind, queue, ...place, dead, exchange, routingKey, copies, header: header.toString('base64'), body: body.toString('base64') }
    }
    case 'virtualHost':
    case 'binding':
      return record
  }
}

function restored(record: Stored): DurableRecord {
  if (record.kind !== 'message') return record
  const { kind, queue, position, redelivered, returns, losses, expiry, exchange, routingKey, copies, dead, header, body } = record
  const message = { exchange, routingKey, copies, dead, header, body, properties: decodeContentHeader(header).properties }
  return { kind, queue, entry: { position, redelivered, returns, losses, expiry, message } }
}

// Every method of AMQP 0-9-1 with RabbitMQ's extensions, as a table: name, class and method id, arguments in wire order.
// Source: amqp0-9-1.stripped.extended.xml (https://www.rabbitmq.com/resources/specs). Adjacent bits share an octet.
import type { Table } from './field-table.ts'
import { readTable, writeTable } from './field-table.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { MalformedFrame } from './malformed.ts'

interface Domains {
  bit: boolean
  octet: number
  short: number
  long: number
  longlong: number
  shortstr: string
  longstr: Buffer
  table: Table
}
type Domain = keyof Domains
type Argument = readonly [name: string, domain: Domain]
interface Row {
  readonly id: readonly [classId: number, methodId: number]
  readonly args: readonly Argument[]
}

const closing = [
  ['replyCode', 'short'],
  ['replyText', 'shortstr'],
  ['classId', 'short'],
  ['methodId', 'short'],
] as const
const exchangeBinding = [
  ['ticket', 'short'],
  ['destination', 'shortstr'],
  ['source', 'shortstr'],
  ['routingKey', 'shortstr'],
  ['nowait', 'bit'],
  ['arguments', 'table'],
] as const

export const METHODS = {
  'connection.start': {
    id: [10, 10],
    args: [
      ['versionMajor', 'octet'],
      ['versionMinor', 'octet'],
      ['serverProperties', 'table'],
      ['mechanisms', 'longstr'],
      ['locales', 'longstr'],
    ],
  },
  'connection.start-ok': {
    id: [10, 11],
    args: [
      ['clientProperties', 'table'],
      ['mechanism', 'shortstr'],
      ['response', 'longstr'],
      ['locale', 'shortstr'],
    ],
  },
  'connection.secure': { id: [10, 20], args: [['challenge', 'longstr']] },
  'connection.secure-ok': { id: [10, 21], args: [['response', 'longstr']] },
  'connection.tune': {
    id: [10, 30],
    args: [
      ['channelMax', 'short'],
      ['frameMax', 'long'],
      ['heartbeat', 'short'],
    ],
  },
  'connection.tune-ok': {
    id: [10, 31],
    args: [
      ['channelMax', 'short'],
      ['frameMax', 'long'],
      ['heartbeat', 'short'],
    ],
  },
  'connection.open': {
    id: [10, 40],
    args: [
      ['virtualHost', 'shortstr'],
      ['capabilities', 'shortstr'],
      ['insist', 'bit'],
    ],
  },
  'connection.open-ok': { id: [10, 41], args: [['knownHosts', 'shortstr']] },
  'connection.close': { id: [10, 50], args: closing },
  'connection.close-ok': { id: [10, 51], args: [] },
  'connection.blocked': { id: [10, 60], args: [['reason', 'shortstr']] },
  'connection.unblocked': { id: [10, 61], args: [] },
  'connection.update-secret': {
    id: [10, 70],
    args: [
      ['newSecret', 'longstr'],
      ['reason', 'shortstr'],
    ],
  },
  'connection.update-secret-ok': { id: [10, 71], args: [] },
  'channel.open': { id: [20, 10], args: [['outOfBand', 'shortstr']] },
  'channel.open-ok': { id: [20, 11], args: [['channelId', 'longstr']] },
  'channel.flow': { id: [20, 20], args: [['active', 'bit']] },
  'channel.flow-ok': { id: [20, 21], args: [['active', 'bit']] },
  'channel.close': { id: [20, 40], args: closing },
  'channel.close-ok': { id: [20, 41], args: [] },
  'access.request': {
    id: [30, 10],
    args: [
      ['realm', 'shortstr'],
      ['exclusive', 'bit'],
      ['passive', 'bit'],
      ['active', 'bit'],
      ['write', 'bit'],
      ['read', 'bit'],
    ],
  },
  'access.request-ok': { id: [30, 11], args: [['ticket', 'short']] },
  'exchange.declare': {
    id: [40, 10],
    args: [
      ['ticket', 'short'],
      ['exchange', 'shortstr'],
      ['type', 'shortstr'],
      ['passive', 'bit'],
      ['durable', 'bit'],
      ['autoDelete', 'bit'],
      ['internal', 'bit'],
      ['nowait', 'bit'],
      ['arguments', 'table'],
    ],
  },
  'exchange.declare-ok': { id: [40, 11], args: [] },
  'exchange.delete': {
    id: [40, 20],
    args: [
      ['ticket', 'short'],
      ['exchange', 'shortstr'],
      ['ifUnused', 'bit'],
      ['nowait', 'bit'],
    ],
  },
  'exchange.delete-ok': { id: [40, 21], args: [] },
  'exchange.bind': { id: [40, 30], args: exchangeBinding },
  'exchange.bind-ok': { id: [40, 31], args: [] },
  'exchange.unbind': { id: [40, 40], args: exchangeBinding },
  'exchange.unbind-ok': { id: [40, 51], args: [] },
  'queue.declare': {
    id: [50, 10],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['passive', 'bit'],
      ['durable', 'bit'],
      ['exclusive', 'bit'],
      ['autoDelete', 'bit'],
      ['nowait', 'bit'],
      ['arguments', 'table'],
    ],
  },
  'queue.declare-ok': {
    id: [50, 11],
    args: [
      ['queue', 'shortstr'],
      ['messageCount', 'long'],
      ['consumerCount', 'long'],
    ],
  },
  'queue.bind': {
    id: [50, 20],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['exchange', 'shortstr'],
      ['routingKey', 'shortstr'],
      ['nowait', 'bit'],
      ['arguments', 'table'],
    ],
  },
  'queue.bind-ok': { id: [50, 21], args: [] },
  'queue.purge': {
    id: [50, 30],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['nowait', 'bit'],
    ],
  },
  'queue.purge-ok': { id: [50, 31], args: [['messageCount', 'long']] },
  'queue.delete': {
    id: [50, 40],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['ifUnused', 'bit'],
      ['ifEmpty', 'bit'],
      ['nowait', 'bit'],
    ],
  },
  'queue.delete-ok': { id: [50, 41], args: [['messageCount', 'long']] },
  'queue.unbind': {
    id: [50, 50],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['exchange', 'shortstr'],
      ['routingKey', 'shortstr'],
      ['arguments', 'table'],
    ],
  },
  'queue.unbind-ok': { id: [50, 51], args: [] },
  'basic.qos': {
    id: [60, 10],
    args: [
      ['prefetchSize', 'long'],
      ['prefetchCount', 'short'],
      ['global', 'bit'],
    ],
  },
  'basic.qos-ok': { id: [60, 11], args: [] },
  'basic.consume': {
    id: [60, 20],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['consumerTag', 'shortstr'],
      ['noLocal', 'bit'],
      ['noAck', 'bit'],
      ['exclusive', 'bit'],
      ['nowait', 'bit'],
      ['arguments', 'table'],
    ],
  },
  'basic.consume-ok': { id: [60, 21], args: [['consumerTag', 'shortstr']] },
  'basic.cancel': {
    id: [60, 30],
    args: [
      ['consumerTag', 'shortstr'],
      ['nowait', 'bit'],
    ],
  },
  'basic.cancel-ok': { id: [60, 31], args: [['consumerTag', 'shortstr']] },
  'basic.publish': {
    id: [60, 40],
    args: [
      ['ticket', 'short'],
      ['exchange', 'shortstr'],
      ['routingKey', 'shortstr'],
      ['mandatory', 'bit'],
      ['immediate', 'bit'],
    ],
  },
  'basic.return': {
    id: [60, 50],
    args: [
      ['replyCode', 'short'],
      ['replyText', 'shortstr'],
      ['exchange', 'shortstr'],
      ['routingKey', 'shortstr'],
    ],
  },
  'basic.deliver': {
    id: [60, 60],
    args: [
      ['consumerTag', 'shortstr'],
      ['deliveryTag', 'longlong'],
      ['redelivered', 'bit'],
      ['exchange', 'shortstr'],
      ['routingKey', 'shortstr'],
    ],
  },
  'basic.get': {
    id: [60, 70],
    args: [
      ['ticket', 'short'],
      ['queue', 'shortstr'],
      ['noAck', 'bit'],
    ],
  },
  'basic.get-ok': {
    id: [60, 71],
    args: [
      ['deliveryTag', 'longlong'],
      ['redelivered', 'bit'],
      ['exchange', 'shortstr'],
      ['routingKey', 'shortstr'],
      ['messageCount', 'long'],
    ],
  },
  'basic.get-empty': { id: [60, 72], args: [['clusterId', 'shortstr']] },
  'basic.ack': {
    id: [60, 80],
    args: [
      ['deliveryTag', 'longlong'],
      ['multiple', 'bit'],
    ],
  },
  'basic.reject': {
    id: [60, 90],
    args: [
      ['deliveryTag', 'longlong'],
      ['requeue', 'bit'],
    ],
  },
  'basic.recover-async': { id: [60, 100], args: [['requeue', 'bit']] },
  'basic.recover': { id: [60, 110], args: [['requeue', 'bit']] },
  'basic.recover-ok': { id: [60, 111], args: [] },
  'basic.nack': {
    id: [60, 120],
    args: [
      ['deliveryTag', 'longlong'],
      ['multiple', 'bit'],
      ['requeue', 'bit'],
    ],
  },
  'confirm.select': { id: [85, 10], args: [['nowait', 'bit']] },
  'confirm.select-ok': { id: [85, 11], args: [] },
  'tx.select': { id: [90, 10], args: [] },
  'tx.select-ok': { id: [90, 11], args: [] },
  'tx.commit': { id: [90, 20], args: [] },
  'tx.commit-ok': { id: [90, 21], args: [] },
  'tx.rollback': { id: [90, 30], args: [] },
  'tx.rollback-ok': { id: [90, 31], args: [] },
} as const satisfies Record<string, Row>

type Methods = typeof METHODS
export type MethodName = keyof Methods
type ArgsOf<A extends readonly Argument[]> = { [K in A[number] as K[0]]: Domains[K[1]] }
export type MethodArgs<N extends MethodName> = ArgsOf<Methods[N]['args']>
/** A decoded method: a union that narrows on `name`. */
export type Method = { [N in MethodName]: { readonly name: N; readonly args: MethodArgs<N> } }[MethodName]

const key = (classId: number, methodId: number) => classId * 65_536 + methodId
const byId = new Map<number, [MethodName, Row]>()
for (const name of Object.keys(METHODS) as MethodName[]) {
  const row: Row = METHODS[name]
  byId.set(key(...row.id), [name, row])
}

/** Decodes a method frame's payload. Throws MalformedFrame on unknown methods, short payloads and bytes left over. */
export function decodeMethod(payload: Buffer): Method {
  const reader = new ByteReader(payload)
  const [classId, methodId] = [reader.short(), reader.short()]
  const found = byId.get(key(classId, methodId))
  if (found === undefined) throw new MalformedFrame(`unknown method ${classId}.${methodId}`, 0)
  const [name, row] = found
  const args: Record<string, Domains[Domain]> = {}
  let bits = 0
  let bit = 8
  for (const [argument, domain] of row.args) {
    if (domain !== 'bit') {
      bit = 8
      args[argument] = readDomain(reader, domain)
      continue
    }
    if (bit === 8) [bits, bit] = [reader.octet(), 0]
    args[argument] = (bits & (1 << bit++)) !== 0
  }
  if (reader.rest > 0) throw new MalformedFrame(`${reader.rest} bytes after ${name}`, reader.offset)
  return { name, args } as unknown as Method
}

function readDomain(reader: ByteReader, domain: Exclude<Domain, 'bit'>): Domains[Domain] {
  switch (domain) {
    case 'octet':
      return reader.octet()
    case 'short':
      return reader.short()
    case 'long':
      return reader.long()
    case 'longlong':
      return reader.longlong()
    case 'shortstr':
      return reader.shortstr()
    case 'longstr':
      return reader.longstr()
    case 'table':
      return readTable(reader)
  }
}

/** A method frame's payload; arguments that are left out are zero, empty or false. */
export function encodeMethod<N extends MethodName>(name: N, args: Partial<MethodArgs<N>>): Buffer {
  const row: Row = METHODS[name]
  const given = args as Record<string, Domains[Domain] | undefined>
  const writer = new ByteWriter()
  writer.short(row.id[0])
  writer.short(row.id[1])
  let bits = 0
  let bit = 0
  const flush = () => {
    if (bit > 0) writer.octet(bits)
    bits = bit = 0
  }
  for (const [argument, domain] of row.args) {
    const value = given[argument]
    if (domain === 'bit') {
      if (bit === 8) flush()
      bits |= value === true ? 1 << bit : 0
      bit++
      continue
    }
    flush()
    writeDomain(writer, domain, value)
  }
  flush()
  return writer.done()
}

function writeDomain(writer: ByteWriter, domain: Exclude<Domain, 'bit'>, value: Domains[Domain] | undefined): void {
  const number = typeof value === 'number' ? value : 0
  switch (domain) {
    case 'octet':
      return writer.octet(number)
    case 'short':
      return writer.short(number)
    case 'long':
      return writer.long(number)
    case 'longlong':
      return writer.longlong(number)
    case 'shortstr':
      return writer.shortstr(typeof value === 'string' ? value : '')
    case 'longstr':
      return writer.longstr(Buffer.isBuffer(value) ? value : Buffer.alloc(0))
    case 'table':
      return writeTable(writer, typeof value === 'object' && !Buffer.isBuffer(value) ? value : {})
  }
}

export const idOf = (name: MethodName): { classId: number; methodId: number } => ({
  classId: METHODS[name].id[0],
  methodId: METHODS[name].id[1],
})

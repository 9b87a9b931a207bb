// amqplib's own codec, as the oracle of ours. Its `exports` forbid importing it by name, so it is found beside its entry.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

interface Definitions {
  info(id: number): { name: string; args: { type: string; name: string }[] }
  encodeMethod(id: number, channel: number, fields: object): Buffer
  encodeProperties(classId: number, channel: number, size: number, fields: object): Buffer
  decode(id: number, payload: Buffer): object
}
interface Codec {
  encodeTable(buffer: Buffer, table: object, offset: number): number
  decodeFields(fields: Buffer): object
}

const require = createRequire(import.meta.url)
const lib = join(dirname(require.resolve('amqplib')), 'lib')
export const definitions = require(join(lib, 'defs.js')) as Definitions
export const codec = require(join(lib, 'codec.js')) as Codec

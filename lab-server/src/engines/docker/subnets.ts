// Where containers' networks get their addresses from: sixteen each, which is the least Docker can use, and none of Docker's own pools, which end at about thirty.
import { z } from 'zod'

export interface Subnets {
  /** As it was given, e.g. "10.192.0.0/16". */
  readonly text: string
  /** The first address, as a number. */
  readonly first: number
  /** How many networks fit. */
  readonly count: number
}

export interface Subnet {
  readonly text: string
  /** The host's address in it. */
  readonly gateway: string
  /** The container's. */
  readonly address: string
  /** The lab's, where it runs in a container itself. */
  readonly lab: string
}

const SIZE = 16
const BITS = 28

const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')

/** From "10.192.0.0/16": the address is the network's first, the prefix from 8 to 28. */
export const Subnets: z.ZodType<Subnets, string> = z
  .string()
  .regex(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/)
  .transform((text, context) => {
    const [address = '', prefix = ''] = text.split('/')
    const bytes = address.split('.').map(Number)
    const first = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
    const bits = Number(prefix)
    if (bytes.every((byte) => byte < 256) && bits >= 8 && bits <= BITS && first % 2 ** (32 - bits) === 0)
      return { text, first, count: 2 ** (BITS - bits) }
    context.addIssue({ code: 'custom' })
    return z.NEVER
  })

export const DEFAULT_SUBNETS = Subnets.parse('10.192.0.0/16')

export function subnetOf({ first, count }: Subnets, index: number): Subnet {
  const start = first + (index % count) * SIZE
  return { text: `${dotted(start)}/${BITS}`, gateway: dotted(start + 1), address: dotted(start + 2), lab: dotted(start + 3) }
}

// Which bindings a message passes, for each type of exchange (https://www.rabbitmq.com/tutorials/amqp-concepts).
import type { Table } from '../../amqp/field-table.ts'

export const EXCHANGE_TYPES = ['direct', 'fanout', 'topic', 'headers'] as const
export type ExchangeType = (typeof EXCHANGE_TYPES)[number]

export interface Pattern {
  readonly routingKey: string
  readonly arguments: Table
}

export function passes(type: ExchangeType, { routingKey, arguments: wanted }: Pattern, key: string, headers: Table): boolean {
  switch (type) {
    case 'fanout':
      return true
    case 'direct':
      return routingKey === key
    case 'topic':
      return matchesTopic(routingKey.split('.'), key.split('.'))
    case 'headers':
      return matchesHeaders(wanted, headers)
  }
}

/** `*` stands for one word, `#` for any number of them, none included. */
function matchesTopic(pattern: readonly string[], words: readonly string[]): boolean {
  // reached[n]: the pattern so far matches the first n words. Linear for each word of the pattern, whatever its `#`s.
  let reached = [true, ...words.map(() => false)]
  for (const part of pattern) {
    const next: boolean[] = []
    for (let n = 0; n <= words.length; n++) {
      if (part === '#') next.push((reached[n] ?? false) || (next[n - 1] ?? false))
      else next.push((reached[n - 1] ?? false) && (part === '*' || part === words[n - 1]))
    }
    reached = next
  }
  return reached[words.length] ?? false
}

function matchesHeaders(wanted: Table, headers: Table): boolean {
  const { 'x-match': match = 'all', ...rest } = wanted
  const counts = match === 'all-with-x' || match === 'any-with-x' ? () => true : (key: string) => !key.startsWith('x-')
  const matches = ([key, value]: [string, Table[string]]) =>
    key in headers && (value === null || JSON.stringify(value) === JSON.stringify(headers[key]))
  const entries = Object.entries(rest).filter(([key]) => counts(key))
  return match === 'any' || match === 'any-with-x' ? entries.some(matches) : entries.every(matches)
}

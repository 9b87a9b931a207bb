// What a program has the broker's management do, by its HTTP API: what takes messages out of queues. Of no effect is what was refused.
import { jsonOf } from './message.ts'
import type { Of, Wire } from './wire.ts'

export interface Removal {
  /** `purge`: all that is ready; `delete`: the queue with all in it; `get`: what it was shown, and is not given back. */
  readonly by: 'purge' | 'delete' | 'get'
  readonly queue: string
  /** Of a get. */
  readonly ackmode: string
  /** So many messages, of a get. */
  readonly count: number
  readonly request: Of<'http.request'>
  readonly response: Of<'http.response'>
}

const PURGE = /^\/api\/queues\/[^/]+\/([^/?]+)\/contents\/?$/
const DELETE = /^\/api\/queues\/[^/]+\/([^/?]+)\/?(?:\?.*)?$/
const GET = /^\/api\/queues\/[^/]+\/([^/?]+)\/get\/?$/

/** What this answer says is done. */
export function removalBy(response: Of<'http.response'>, wire: Wire): Removal | undefined {
  const request = wire.all('http.request').find((one) => one.request === response.request)
  if (request === undefined || response.status >= 300) return undefined
  const { method, path } = request
  const [by, pattern] = method === 'POST' ? (['get', GET] as const) : PURGE.test(path) ? (['purge', PURGE] as const) : (['delete', DELETE] as const)
  const queue = decoded(pattern.exec(path)?.[1])
  if (queue === undefined || (by !== 'get' && method !== 'DELETE')) return undefined
  const asked = jsonOf(request.body)
  const ackmode = typeof asked === 'object' && asked !== null && 'ackmode' in asked && typeof asked.ackmode === 'string' ? asked.ackmode : ''
  if (by === 'get' && !ackmode.endsWith('requeue_false')) return undefined
  const shown = by === 'get' ? jsonOf(response.body) : undefined
  return { by, queue, ackmode, count: Array.isArray(shown) ? shown.length : 0, request, response }
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part)
  } catch {
    return undefined
  }
}

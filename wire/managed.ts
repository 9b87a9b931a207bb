// What a program did to a queue by the management's HTTP API: it is on no AMQP connection.
import type { Of } from './wire.ts'

/** The queue that a request empties, and whether it deletes it: DELETE /api/queues/vhost/queue, with /contents it purges. */
export function emptiedBy({ method, path }: Of<'http.request'>): { readonly queue: string; readonly deleted: boolean } | undefined {
  if (method !== 'DELETE') return undefined
  const [queue, contents] = /^\/api\/queues\/[^/]+\/([^/?]+)(\/contents)?(?:\?|$)/.exec(path)?.slice(1) ?? []
  return queue === undefined ? undefined : { queue: decoded(queue), deleted: contents === undefined }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

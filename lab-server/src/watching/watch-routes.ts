// What a watcher records, for the site’s page Watch: a Recording as JSONL that goes on as long as somebody reads it.
//
//   GET /api/watch?after=N      the header, then each event after the N-th, the ones to come too
import { once } from 'node:events'
import { Router, type Response } from 'express'
import type { Event, Recording } from '@ackademy/contract/recording.ts'

/** Events that are written at once. */
const BATCH = 500

export interface Followed extends Recording {
  subscribe(listen: (event: Event) => void): () => void
}

export function watchRoutes(recording: Followed): Router {
  const router = Router()
  router.get('/watch', (request, response, next) => {
    const { after: asked = '0' } = request.query
    const after = typeof asked === 'string' ? Number(asked) : NaN
    if (!Number.isSafeInteger(after) || after < 0) {
      const message = `after=${JSON.stringify(asked)} was asked for; the number of an event was expected.`
      return void response.status(400).json({ code: 'usage', message, advice: 'Reload the page.' })
    }
    stream(recording, after, response).catch(next)
  })
  return router
}

async function stream(recording: Followed, after: number, response: Response): Promise<void> {
  response.set({ 'Content-Type': 'application/jsonl; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  const closing = new AbortController()
  const { signal } = closing
  const closed = new Promise<void>((resolve) =>
    response.once('close', () => {
      closing.abort()
      resolve()
    }),
  )
  let wake = () => {}
  const unsubscribe = recording.subscribe(() => wake())
  try {
    response.write(`${JSON.stringify(recording.header)}\n`)
    for (let sent = after; !signal.aborted;) {
      const batch = recording.events.slice(sent, sent + BATCH)
      sent += batch.length
      const room = batch.length === 0 || response.write(batch.map((event) => `${JSON.stringify(event)}\n`).join(''))
      if (!room)
        await once(response, 'drain', { signal }).catch(() => undefined) // the reader is gone
      else if (sent >= recording.events.length) await Promise.race([new Promise<void>((resolve) => (wake = resolve)), closed])
    }
  } finally {
    unsubscribe()
  }
}

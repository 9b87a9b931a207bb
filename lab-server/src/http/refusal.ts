// The answer to a request the guard refused. Most who see it opened a bookmark or an address from an earlier day.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { leadsOn, plainPage } from './plain-page.ts'

const advice = 'Open the address that `npm start` printed.'

/** @param why the guard's reason: one of its own sentences, nothing of the request */
export const refuseRequest = (request: IncomingMessage, response: ServerResponse, why: string): void => {
  const html = (request.headers.accept ?? '').includes('text/html')
  const body = html ? page(why) : JSON.stringify({ code: 'refused', message: why, advice })
  response.writeHead(403, {
    'Content-Type': html ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    // Whatever body it was sending is not read.
    Connection: 'close',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Answers an upgrade that is not to be. */
export const refuseUpgrade = (socket: Duplex, status: '403 Forbidden' | '404 Not Found' | '503 Service Unavailable', why: string): void => {
  // Not left half open until the peer thinks of closing.
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(why)}\r\n\r\n${why}`,
  )
}

const page = (why: string): string => `${plainPage('Ackademy: not this way', 'Not this way')}
<p>The lab runs code, so it lets in only the page that its own start opened.</p>
<p><strong>Open the address that <code>npm start</code> printed</strong>, with all that follows <code>?token=</code>.</p>
<p>${why}</p>
</html>
`

/** Goes on by a page of our own: after a link from elsewhere the browser would not send the new cookie along with a redirect. */
export const enterByPage = (location: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ackademy</title>${leadsOn(location, 'Go on to the lab')}</html>`

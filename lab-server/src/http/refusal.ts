// The answer to a request the guard refused. Most who see it opened a bookmark or an address from an earlier day, or left RabbitMQ's
// management open while its broker or the lab was started anew.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { leadsOn, plainPage } from './plain-page.ts'

const OURS = 'Open the address that `npm start` printed, or `docker compose logs lab` prints, with all that follows `?token=`.'
const ANOTHER = 'Open it again from the workbench: its broker or the lab was started anew.'

/** What is served beside the lab has a name of its own. */
const adviceFor = ({ headers }: IncomingMessage): string => (/\.localhost(:\d+)?$/i.test(headers.host ?? '') ? ANOTHER : OURS)

/** @param why the guard's reason: one of its own sentences, nothing of the request */
export const refuseRequest = (request: IncomingMessage, response: ServerResponse, why: string): void => {
  const html = (request.headers.accept ?? '').includes('text/html')
  const advice = adviceFor(request)
  const body = html ? page(why, advice) : JSON.stringify({ code: 'refused', message: why, advice })
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

const page = (why: string, advice: string): string => `${plainPage('Ackademy: not this way', 'Not this way')}
<p>The lab runs code, so it lets in only the page that its own start opened.</p>
<p><strong>${advice.replaceAll(/`(.*?)`/g, '<code>$1</code>')}</strong></p>
<p>${why}</p>
</html>
`

/** Goes on by a page of our own: after a link from elsewhere the browser would not send the new cookie along with a redirect. */
export const enterByPage = (location: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ackademy</title>${leadsOn(location, 'Go on to the lab')}</html>`

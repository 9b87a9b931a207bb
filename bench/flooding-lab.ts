// A lab that only floods: the built site, and on `run` a Recording in the portions and at the pace at which a lab sends one. No engine, no
// broker and no program share the machine with the page that is measured.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Exercise } from '@ackademy/contract/exercise.ts'
import { ClientMessage, type ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Event } from '@ackademy/contract/recording.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'
import { WebSocketServer, type WebSocket } from 'ws'
import { contentSecurityPolicy, inlineScriptHashes } from '../lab-server/src/http/headers.ts'
import { typeOf } from '../site/browser/plain-server.ts'
import { GATHER_MS } from '../lab-server/src/sessions/broadcast.ts'
import { header } from './flood.ts'

const root = path.resolve(import.meta.dirname, '..')
const dist = path.join(root, 'site/dist')
const SLUG = 'simple-consumer'

export interface FloodingLab extends AsyncDisposable {
  readonly url: string
}

export async function serveFlood(events: readonly Event[], overMs: number): Promise<FloodingLab> {
  const exercise = Exercise.parse(JSON.parse(await readFile(path.join(root, 'exercises', SLUG, 'exercise.json'), 'utf8')))
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://lab')
    if (pathname === '/lab.json') return void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"lab":true}')
    const file = path.join(dist, pathname, pathname.endsWith('/') ? 'index.html' : '')
    readFile(file).then(
      (body) => {
        response.setHeader('Content-Type', typeOf(file))
        // as the lab's: zod compiles its schemas where a page lets it
        if (file.endsWith('.html')) response.setHeader('Content-Security-Policy', contentSecurityPolicy(port(), inlineScriptHashes(String(body))))
        response.end(body)
      },
      () => response.writeHead(404).end(),
    )
  })
  const port = () => (server.address() as AddressInfo).port
  const sockets = new WebSocketServer({ server, path: '/session' })
  sockets.on('connection', (socket) => {
    tell(socket, {
      type: 'session',
      exercise,
      engine: 'bench',
      services: {},
      files: { 'consumer.js': '// flooded by the bench\n' },
      pristine: true,
      starter: {},
      programs: [{ program: 'consumer', state: 'idle', text: '', backlog: '', offset: 0 }],
      shell: { none: 'A bench has none.' },
      watch: false,
      findings: openFindings(exercise, 0),
      checking: false,
    })
    socket.on('message', (text: Buffer) => {
      if (ClientMessage.parse(JSON.parse(text.toString())).type === 'run') void pour(socket, exercise, events, overMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${port()}/`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const tell = (socket: WebSocket, message: ServerMessage): void => socket.send(JSON.stringify(message))

/** What is due by the clock, so that a late portion makes none of the next ones late. */
async function pour(socket: WebSocket, exercise: Exercise, events: readonly Event[], overMs: number): Promise<void> {
  tell(socket, { type: 'recording', header, of: 'run', findings: openFindings(exercise, 0) })
  const from = performance.now()
  for (let sent = 0; sent < events.length;) {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
    const due = Math.min(events.length, Math.ceil((events.length * (performance.now() - from)) / overMs))
    if (socket.readyState !== socket.OPEN) return
    tell(socket, { type: 'events', events: events.slice(sent, due) })
    tell(socket, { type: 'findings', findings: openFindings(exercise, due) })
    sent = due
  }
}

const openFindings = ({ tasks }: Exercise, seen: number): Finding[] =>
  tasks.map(({ id }) => ({ task: id, status: 'open', message: `${seen} events were seen so far, and more are to come.`, evidence: [] }))

// A page's WebSocket: JSON messages in, parsed; JSON messages out. What is no message is answered in words, and nothing crashes.
import type { WebSocket } from 'ws'
import { ClientMessage, type ServerMessage } from '@ackademy/contract/protocol.ts'
import { asLabError } from '../errors.ts'
import type { Page } from '../sessions/broadcast.ts'
import type { Lobby } from '../sessions/lobby.ts'

/** A page that reads slower than the lab sends is cut off at so many bytes; it reconnects and asks for the whole anew. */
const MOST_BUFFERED = 16 * 1024 * 1024

export async function serveSession(socket: WebSocket, url: URL, lobby: Lobby): Promise<void> {
  const page: Page = {
    send(message: ServerMessage) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > MOST_BUFFERED) return socket.close(1013, 'the page reads too slowly')
      socket.send(JSON.stringify(message))
    },
  }
  const early: string[] = []
  let receive = (text: string): void => void early.push(text)
  socket.on('message', (bytes) => receive(Buffer.isBuffer(bytes) ? bytes.toString() : ''))
  try {
    const { session, leave } = await lobby.enter(url.searchParams.get('exercise') ?? '', page)
    if (socket.readyState !== socket.OPEN) return leave()
    socket.on('close', leave)
    receive = (text) => {
      const message = parse(text)
      if (message) void session.receive(message, page)
      else
        page.send({
          type: 'error',
          code: 'message-refused',
          message: 'The lab was sent something that is no message of its protocol.',
          advice: 'Reload the page: it may be of an older version.',
        })
    }
    early.forEach(receive)
  } catch (thrown) {
    const { code, message, advice } = asLabError(thrown)
    page.send({ type: 'error', code, message, advice })
    socket.close(1008, code)
  }
}

function parse(text: string): ClientMessage | undefined {
  try {
    return ClientMessage.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

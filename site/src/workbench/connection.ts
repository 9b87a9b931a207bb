// One WebSocket to the lab, opened again whenever it is lost. The server's first message on every connection holds
// all the page needs, so a reconnect is a fresh start and nothing has to be replayed.
import { type ClientMessage, ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Later } from './timers.ts'

export type ConnectionState =
  | { readonly is: 'connecting' }
  | { readonly is: 'open' }
  /** Lost; the next try is in `seconds`. */
  | { readonly is: 'reconnecting'; readonly seconds: number }
  /** Several tries in a row were turned away or met nobody; still trying. */
  | { readonly is: 'refused'; readonly seconds: number }

/** What is used of a browser's WebSocket. */
export interface Socket {
  send(text: string): void
  close(): void
  addEventListener(type: 'open' | 'close', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

export interface ConnectionOptions {
  open: () => Socket
  later: Later
  onState: (state: ConnectionState) => void
  onMessage: (message: ServerMessage) => void
  /** A message this page cannot read: it and the lab are of different versions. */
  onUnreadable: (reason: string) => void
}

export interface Connection extends Disposable {
  /** False when it could not be sent: the connection is not open. */
  send(message: ClientMessage): boolean
  /** Tries now instead of waiting. */
  retry(): void
}

const BACKOFF_MS = [250, 1000, 2000, 3000]
const TRIES_BEFORE_REFUSED = 3
const PING_EVERY_MS = 15_000
const SILENCE_ALLOWED_MS = 10_000

const parse = (text: unknown): { message: ServerMessage } | { reason: string } => {
  try {
    const parsed = ServerMessage.safeParse(JSON.parse(String(text)))
    return parsed.success ? { message: parsed.data } : { reason: parsed.error.issues[0]?.message ?? 'unknown shape' }
  } catch {
    return { reason: 'not JSON' }
  }
}

export const connect = ({ open, later, onState, onMessage, onUnreadable }: ConnectionOptions): Connection => {
  let socket: Socket | undefined
  let isOpen = false
  let failures = 0
  let disposed = false
  let cancelWait = () => {}
  let cancelPing = () => {}

  const watchSilence = (current: Socket) => {
    cancelPing()
    cancelPing = later(PING_EVERY_MS, () => {
      current.send(JSON.stringify({ type: 'ping' } satisfies ClientMessage))
      cancelPing = later(SILENCE_ALLOWED_MS, () => lost(current))
    })
  }

  const attempt = () => {
    cancelWait()
    let current: Socket
    try {
      current = open()
    } catch {
      failures++
      wait()
      return
    }
    socket = current
    current.addEventListener('open', () => {
      if (socket !== current) return
      isOpen = true
      watchSilence(current)
    })
    current.addEventListener('close', () => lost(current))
    current.addEventListener('message', (event) => {
      if (socket !== current) return
      watchSilence(current)
      const result = parse(event.data)
      if ('reason' in result) return onUnreadable(result.reason)
      if (result.message.type === 'session') {
        failures = 0
        onState({ is: 'open' })
      }
      onMessage(result.message)
    })
  }

  const lost = (current: Socket) => {
    if (socket !== current || disposed) return
    cancelPing()
    socket = undefined
    isOpen = false
    current.close()
    failures++
    wait()
  }

  const wait = () => {
    const ms = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? 250
    const countDown = (left: number) => {
      if (disposed) return
      if (left <= 0) return attempt()
      onState({ is: failures >= TRIES_BEFORE_REFUSED ? 'refused' : 'reconnecting', seconds: Math.ceil(left / 1000) })
      const step = Math.min(left, 1000)
      cancelWait = later(step, () => countDown(left - step))
    }
    countDown(ms)
  }

  onState({ is: 'connecting' })
  attempt()

  return {
    send: (message) => {
      if (!socket || !isOpen) return false
      socket.send(JSON.stringify(message))
      return true
    },
    retry: () => {
      if (socket || disposed) return
      failures = 0
      attempt()
    },
    [Symbol.dispose]: () => {
      disposed = true
      cancelWait()
      cancelPing()
      socket?.close()
    },
  }
}

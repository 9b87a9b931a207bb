// A write to a socket whose other end is gone makes Node destroy the socket, and with it what the other end had sent and we
// have not read yet: the last acknowledgement of a program that was killed, for one. So a failed write is no error here.
// Reading goes on, and soon comes to the end or the reset.
import type { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/** From now on a failed write calls `failed` and is otherwise taken for done. */
export function outliveFailedWrites(socket: Socket, failed: () => void): void {
  const write = socket._write.bind(socket)
  const writev = socket._writev?.bind(socket)
  const forgive =
    (done: Done): Done =>
    (error) => {
      done()
      if (error) failed()
    }
  socket._write = (chunk, encoding, done) => {
    write(chunk, encoding, forgive(done))
  }
  if (writev !== undefined) {
    socket._writev = (chunks, done) => {
      writev(chunks, forgive(done))
    }
  }
}

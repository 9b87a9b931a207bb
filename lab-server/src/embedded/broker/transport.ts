/** The two ends of a connection, the client's being its peer. */
export interface Ends {
  readonly host: string
  readonly port: number
  readonly peerHost: string
  readonly peerPort: number
}

/** The socket a connection is on, as far as it needs to know. */
export interface Transport {
  readonly ends: Ends
  send(bytes: Buffer): void
  /** Closes, once what was sent has left. */
  end(): void
  /** More is waiting to be sent than should be; `Connection.drained` is called when it no longer is. */
  readonly congested: boolean
  /** Reads no further, or does again. */
  hold(held: boolean): void
  /** Ends the connection in so many milliseconds, unless told otherwise before. */
  expire(milliseconds: number | undefined): void
  /** Calls `Connection.beat` every so many milliseconds; 0: never. */
  beatEvery(milliseconds: number): void
}

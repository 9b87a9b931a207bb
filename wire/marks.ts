// What a timeline marks at a moment of a program: that it starts or dies, that its channel is closed and by which code.
import type { Event } from '@ackademy/contract/recording.ts'
import type { Wire } from './wire.ts'

export interface Mark {
  /** Its event's place among the events. */
  readonly at: number
  /** Undefined: it is the broker's, and so of all lanes. */
  readonly program: string | undefined
  /** Undefined: it is of all of the program's connections. */
  readonly connection?: number
  readonly is: 'start' | 'end' | 'fault'
  readonly text: string
}

export function markOf(event: Event, at: number, wire: Wire): Mark | undefined {
  switch (event.type) {
    case 'process.start':
      return { at, program: event.program, is: 'start', text: event.run > 1 ? 'started again' : 'started' }
    case 'process.exit': {
      if (event.by === 'itself')
        return { at, program: event.program, is: event.code === 0 ? 'end' : 'fault', text: `exit ${event.code ?? event.signal}` }
      return event.signal === 'SIGKILL' ? undefined : { at, program: event.program, is: 'end', text: 'stopped' }
    }
    case 'lab.kill':
      return { at, program: event.program, is: 'fault', text: `killed (${event.signal})` }
    case 'channel.close':
      return event.from === 'broker'
        ? { at, program: event.program, connection: event.connection, is: 'fault', text: `channel closed: ${event.replyCode}` }
        : undefined
    case 'connection.close':
      return event.from === 'broker'
        ? { at, program: event.program, connection: event.connection, is: 'fault', text: `connection closed: ${event.replyCode}` }
        : undefined
    case 'basic.return':
      return { at, program: event.program, connection: event.connection, is: 'fault', text: `returned: ${event.replyCode}` }
    case 'basic.cancel':
      return { at, program: event.program, connection: event.connection, is: event.from === 'broker' ? 'fault' : 'end', text: 'cancelled' }
    case 'socket.end':
      return event.afterClose || wire.saidGoodbye(event.connection)
        ? undefined
        : { at, program: event.program, connection: event.connection, is: 'fault', text: 'socket ends' }
    case 'lab.broker-stop':
      return { at, program: undefined, is: 'fault', text: 'broker stops' }
    case 'lab.broker-start':
      return { at, program: undefined, is: 'start', text: 'broker starts' }
    default:
      return undefined
  }
}

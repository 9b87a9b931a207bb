// The verbs a scenario is written in: what the lab does while it checks. W is wire/'s Wire; the contract is a leaf and does not know it.
import type { AmqpEvent, Body, FieldValue, Properties } from './recording.ts'

export interface Outgoing {
  exchange?: string
  routingKey: string
  /** Sent as JSON. */
  json: unknown
  properties?: Properties
}

/** A message the lab consumed. */
export interface Taken {
  readonly exchange: string
  readonly routingKey: string
  readonly properties: Properties
  readonly body: Body
}

/** A frame, and what follows on that program's connections in the same direction, waits at the tap until it is released or dropped. */
export interface Hold {
  /** The event that was held, or undefined when the scenario's patience ended first (then a deadline is recorded). */
  readonly reached: Promise<AmqpEvent | undefined>
  /** Lets the frame and what follows pass. */
  release(): void
  /** Throws away what waits, and cuts the connections. */
  drop(): void
}

/** A consumer of the lab's own, as one that another team runs: it goes through a tap, so that all it does is on the wire. */
export interface Employed {
  readonly queue: string
  readonly prefetch: number
  /** Acknowledges each delivery; else none, ever. */
  readonly acknowledges: boolean
  /** The queue it tells the error in with which the broker closes its channel; then it consumes again, on another. */
  readonly reportsTo?: string
}

export interface Counts {
  readonly queues: Readonly<Record<string, { readonly ready: number; readonly unacknowledged: number }>>
  /** By consumer tag. */
  readonly consumers: Readonly<Record<string, { readonly queue: string; readonly unacknowledged: number }>>
}

export interface Patience {
  /** Milliseconds without new evidence after which the absence is recorded. Default 2500. */
  quietMs?: number
}

export interface Lab<W> {
  /** All that was seen so far, live. */
  readonly wire: W
  /** A number from 0 (included) to 1, from the Recording's seed. */
  random(): number
  /** A random id, from the Recording's seed. */
  id(): string
  /** Says in words what comes next; shown to the learner, kept in the Recording. */
  step(text: string): void
  declareQueue(queue: string, options?: { durable?: boolean; arguments?: Record<string, FieldValue> }): Promise<void>
  /** Deletes a queue with all its bindings; one that is not there is no error. */
  deleteQueue(queue: string): Promise<void>
  declareExchange(exchange: string, type: string): Promise<void>
  bindQueue(queue: string, exchange: string, routingKey: string): Promise<void>
  /** Publishes straight to the broker (not through a tap), awaits its confirm and returns the message id. */
  publish(message: Outgoing): Promise<string>
  /**
   * Consumes from a queue, as a service would that the program asks for something: each message is recorded and acknowledged. Returns
   * once `howMany` came; fewer, with a recorded deadline, when the scenario's patience ended first.
   */
  take(queue: string, howMany: number, patience?: Patience): Promise<readonly Taken[]>
  /** From now on takes what arrives in the queue, as its reader would: each message is recorded and acknowledged. */
  takeFrom(queue: string): Promise<void>
  /** Takes what the queue holds now, as its reader would: each message is recorded and acknowledged. Nothing where there is no such queue. */
  takeAll(queue: string): Promise<readonly Taken[]>
  /** Asks the broker what a queue holds, and records the answer. */
  ask(queue: string): Promise<{ exists: boolean; messagesReady: number; consumers: number }>
  /** Puts a JSON file beside the learner's files, in the place of one of that name. */
  give(file: string, records: unknown): Promise<void>
  /** What a program left in a file: at most 64 KiB of text, recorded; undefined where there is none. */
  read(file: string): Promise<string | undefined>
  /**
   * Sets a consumer to work, until the next Recording begins. `name` is its connection's, its consumer tag, and its events' `program`.
   * One whose connection the broker closes does not come back.
   */
  employ(name: string, work: Employed): Promise<void>
  /** Waits until the broker's management shows these counts, which lag behind, and records them. Fails when it does not. */
  counted(expected: Counts): Promise<void>
  start(program: string): Promise<void>
  /** SIGKILL to the program and all its children; returns when its sockets are closed at the broker too. */
  kill(program: string): Promise<void>
  /** SIGTERM, after 1 s SIGKILL; returns when it has ended. */
  stop(program: string): Promise<void>
  /** Stops the broker as its operator would; returns when nobody answers any more. Only where the exercise has a broker of its own. */
  stopBroker(): Promise<void>
  /** Returns when it answers again. What `takeFrom` took from is taken from no more. */
  startBroker(): Promise<void>
  /**
   * Sets how many milliseconds a delivery may stay unacknowledged (consumer_timeout), on channels opened from now on. Only where the exercise has
   * a broker of its own; that begins each session as `ownBroker` says.
   */
  setConsumerTimeout(milliseconds: number): Promise<void>
  hold(program: string, what: string, at: (event: AmqpEvent) => boolean, patience?: Patience): Hold
  /** Waits, recording it, until `quietMs` passed without new evidence or no program is running: to see what a program does when it should wait. */
  rest(why: string, patience?: Patience): Promise<void>
  /**
   * Waits until `seen` holds: true at once when it does. False, with a recorded deadline, when `quietMs` passed without
   * new evidence or no program is running any more (what had been sent has been read by then).
   */
  until(what: string, seen: (wire: W) => boolean, patience?: Patience): Promise<boolean>
}

export interface Scenario<W> {
  /** What has to stand before any program runs, in a check and in a free run alike. */
  prepare(lab: Lab<W>): Promise<void>
  /** In a free run: what the lab does once the learner has started `program`. */
  practice?(lab: Lab<W>, program: string): Promise<void>
  check(lab: Lab<W>): Promise<void>
}

export type { Body }

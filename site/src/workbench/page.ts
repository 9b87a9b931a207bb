// What the lab has told this page, as one value: a pure function of the messages so far.
import type { Exercise, Files } from '@ackademy/contract/exercise.ts'
import { SHELL, type ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Event, RecordingHeader } from '@ackademy/contract/recording.ts'
import type { Finding, Verdict } from '@ackademy/contract/verdict.ts'

export interface ProgramView {
  readonly program: string
  readonly state: 'idle' | 'running' | 'exited'
  readonly text: string
}

export interface Complaint {
  readonly message: string
  readonly advice: string
}

export type ImagesOffer = Omit<Extract<ServerMessage, { type: 'images' }>, 'type'>

export interface Page {
  readonly exercise?: Exercise | undefined
  readonly engine: string
  readonly services: Readonly<Record<string, string>>
  readonly programs: readonly ProgramView[]
  /** The learner's shell, or in words why there is none; undefined until the lab has said. */
  readonly shell?: ProgramView | { readonly none: string } | undefined
  readonly watch: boolean
  /** What the events are of. */
  readonly of?: 'run' | 'check' | undefined
  readonly header?: RecordingHeader | undefined
  readonly events: readonly Event[]
  /** How many Recordings began since the page was opened. */
  readonly recordings: number
  readonly findings: readonly Finding[]
  /** The last check's verdict and how many events on the wire it was judged from (unknown after a reload during a later run). */
  readonly judged?: { readonly verdict: Verdict; readonly wireEvents?: number | undefined } | undefined
  readonly checking: boolean
  /** A check was asked for, and the lab has not said anything of it yet. */
  readonly asked?: true | undefined
  readonly progress?: { readonly text: string; readonly fraction?: number | undefined } | undefined
  readonly starter: Files
  readonly solution?: Files | undefined
  readonly complaint?: Complaint | undefined
  /** The lab could use Docker, and what it lacks for it. */
  readonly images?: ImagesOffer | undefined
}

export const emptyPage: Page = {
  engine: '',
  services: {},
  programs: [],
  watch: false,
  starter: {},
  events: [],
  recordings: 0,
  findings: [],
  checking: false,
}

/** Nothing changed but what comes in floods. */
export const isMore = (before: Page, after: Page): boolean => {
  const was = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after).every(([name, value]) => name === 'events' || name === 'findings' || was.get(name) === value)
}

/** A check runs, or was asked for. */
export const isBusy = ({ checking, asked }: Page): boolean => checking || asked === true

const wireEvents = (events: readonly Event[]): number => events.filter((event) => event.source === 'amqp').length

const fromSession = (page: Page, message: Extract<ServerMessage, { type: 'session' }>): Page => {
  const { recording, verdict } = message
  return {
    exercise: message.exercise,
    engine: message.engine,
    services: message.services,
    programs: message.programs.map(({ program, state, text }) => ({ program, state, text })),
    shell: message.shell,
    watch: message.watch,
    starter: message.starter,
    ...(recording && { of: recording.of, header: recording.header }),
    events: recording?.events ?? [],
    recordings: page.recordings,
    findings: message.findings,
    ...(verdict && { judged: { verdict, ...(recording?.of === 'check' && { wireEvents: wireEvents(recording.events) }) } }),
    checking: message.checking,
    ...(page.solution && { solution: page.solution }),
  }
}

export const heard = (page: Page, message: ServerMessage): Page => {
  switch (message.type) {
    case 'session':
      return fromSession(page, message)
    case 'program': {
      const { program, state, text } = message
      const progress = page.checking ? page.progress : undefined
      if (program === SHELL) return { ...page, progress, shell: { program, state, text } }
      return { ...page, progress, programs: page.programs.map((each) => (each.program === program ? { program, state, text } : each)) }
    }
    case 'watch':
      return { ...page, watch: message.on }
    case 'recording':
      return message.of === 'check'
        ? {
            ...page,
            judged: undefined,
            complaint: undefined,
            asked: undefined,
            of: 'check',
            header: message.header,
            recordings: page.recordings + 1,
            events: [],
            findings: message.findings,
            checking: true,
          }
        : {
            ...page,
            complaint: undefined,
            progress: undefined,
            of: 'run',
            header: message.header,
            recordings: page.recordings + 1,
            events: [],
            findings: message.findings,
          }
    case 'events':
      return { ...page, events: page.events.concat(message.events) }
    case 'findings':
      return { ...page, findings: message.findings }
    case 'progress':
      return { ...page, progress: { text: message.text, fraction: message.fraction } }
    case 'verdict':
      return {
        ...page,
        progress: undefined,
        asked: undefined,
        checking: false,
        findings: message.verdict.findings,
        judged: { verdict: message.verdict, wireEvents: wireEvents(page.events) },
      }
    case 'check-ended':
      return { ...page, progress: undefined, asked: undefined, checking: false }
    case 'solution':
      return { ...page, solution: message.files }
    case 'files':
      return message.by === 'reset' ? { ...page, judged: undefined } : page
    case 'error':
      return {
        ...page,
        ...(!page.checking && { asked: undefined, progress: undefined }),
        complaint: { message: message.message, advice: message.advice },
      }
    case 'images':
      return { ...page, images: { state: message.state, text: message.text, fraction: message.fraction } }
    case 'saved':
    case 'output':
    case 'pong':
      return page
  }
}

/** "Passed — 3 of 3 tasks, judged from 42 events on the wire". */
export const verdictSentence = ({ verdict, wireEvents }: NonNullable<Page['judged']>): string => {
  const word = { passed: 'Passed', failed: 'Not passed', incomplete: 'Incomplete' }[verdict.status]
  const passed = verdict.findings.filter((finding) => finding.status === 'pass').length
  const from = wireEvents === undefined ? '' : `, judged from ${wireEvents} ${wireEvents === 1 ? 'event' : 'events'} on the wire`
  return `${word} — ${passed} of ${verdict.findings.length} tasks${from}`
}

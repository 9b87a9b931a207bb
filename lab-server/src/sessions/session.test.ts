// A session as its pages see it: the messages they are sent, with real programs, the lab's own broker, and files that outlive it.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ServerMessage, type ClientMessage } from '@ackademy/contract/protocol.ts'
import { readConfig } from '../config.ts'
import type { Engine } from '../engines/engine.ts'
import { LabError } from '../errors.ts'
import { ImageOffer } from '../images/image-offer.ts'
import { LAB_IMAGES } from '../images/lab-images.ts'
import { OFFICIAL } from '../images/official.ts'
import { openParts, type LabParts } from '../parts.ts'
import type { Page } from './broadcast.ts'
import { FileStore } from './file-store.ts'
import { Lobby } from './lobby.ts'
import type { Session } from './session.ts'

type Kind = ServerMessage['type']
type Of<K extends Kind> = Extract<ServerMessage, { type: K }>

/** A page that keeps all it was sent, and can wait for a message. */
class Seen implements Page {
  readonly messages: ServerMessage[] = []
  readonly #waiting = new Set<() => void>()

  send(message: ServerMessage): void {
    this.messages.push(ServerMessage.parse(message))
    for (const look of this.#waiting) look()
  }

  all<K extends Kind>(type: K): Of<K>[] {
    return this.messages.filter((message): message is Of<K> => message.type === type)
  }

  /** The first one after the page's first `from` messages that fits. The test's own time limit ends the wait. */
  async next<K extends Kind>(type: K, fits: (message: Of<K>) => boolean = () => true, from = 0): Promise<Of<K>> {
    const { promise, resolve } = Promise.withResolvers<Of<K>>()
    const look = () => {
      const found = this.messages.slice(from).find((message): message is Of<K> => message.type === type && fits(message as Of<K>))
      if (found) resolve(found)
    }
    this.#waiting.add(look)
    look()
    return promise.finally(() => this.#waiting.delete(look))
  }

  async prints(text: string): Promise<void> {
    await this.next('output', () =>
      this.all('output')
        .map((message) => message.text)
        .join('')
        .includes(text),
    )
  }
}

let parts: LabParts
let solution: Record<string, string>
beforeAll(async () => {
  parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
  solution = await parts.exercises.solution('simple-consumer')
})
afterAll(() => parts[Symbol.asyncDispose]())

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'ackademy-session-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

interface Entered {
  readonly page: Seen
  readonly session: Session
  readonly lobby: Lobby
  readonly leave: () => void
  readonly say: (message: ClientMessage) => Promise<void>
  /** Saves these files and starts the consumer. */
  readonly run: (files: Record<string, string>) => Promise<void>
}

async function enter(data: string, lobby = new Lobby(parts, new FileStore(data)), exercise = 'simple-consumer'): Promise<Entered> {
  onTestFinished(() => lobby[Symbol.asyncDispose]())
  const page = new Seen()
  const { session, leave } = await lobby.enter(exercise, page)
  const say = (message: ClientMessage) => session.receive(message, page)
  return {
    page,
    session,
    lobby,
    leave,
    say,
    run: async (files) => {
      await say({ type: 'save', number: 1, files })
      await say({ type: 'run', program: 'consumer' })
    },
  }
}

const chatty = (word: string) => ({ 'consumer.js': `console.log('${word}'); setInterval(() => {}, 1000)` })

/** The parts, with an engine whose workspaces can be made to end by themselves, as a container can. */
function fragile() {
  const lost: (() => void)[] = []
  const engine: Engine = {
    ...parts.engine,
    async open(plan, signal) {
      const workspace = await parts.engine.open(plan, signal)
      const ending = Promise.withResolvers<LabError>()
      lost.push(() => {
        ending.resolve(new LabError('engine-failed', 'The container ended.', 'Run again: a new one is started.'))
        void workspace[Symbol.asyncDispose]()
      })
      return { ...workspace, lost: ending.promise }
    },
  }
  return { parts: { ...parts, engine }, opened: () => lost.length, lose: () => lost.at(-1)?.() }
}

describe('a session', { timeout: 30_000 }, () => {
  test('begins with the starter', async () => {
    const { page } = await enter(await folder())
    const [first] = page.all('session')
    expect(first).toMatchObject({
      pristine: true,
      files: await parts.exercises.starter('simple-consumer'),
      findings: [{ status: 'open' }, { status: 'open' }, { status: 'open' }, { status: 'open' }],
      checking: false,
    })
    expect(first?.programs).toEqual([{ program: 'consumer', state: 'idle', text: '', backlog: '', offset: 0 }])
  })

  test('of an exercise there is none of is refused', async () => {
    await using lobby = new Lobby(parts, new FileStore(await folder()))
    await expect(lobby.enter('no-such', new Seen())).rejects.toMatchObject({ code: 'exercise-unknown' })
  })

  test('tells what a running program prints, what it did on the wire, and what is known of its tasks', async () => {
    const { page, run, say } = await enter(await folder())
    await run({ 'consumer.js': (solution['consumer.js'] ?? '').replace('channel.ack(message)', '') })
    await page.prints('graded')
    await page.next('events', ({ events }) => events.some((event) => event.type === 'basic.deliver'))
    const { findings } = await page.next('findings', (message) => message.findings.some(({ status }) => status !== 'open'))
    expect(findings.find(({ task }) => task === 'acks-each-once')?.status).not.toBe('pass')
    await say({ type: 'stop', program: 'consumer' })
    expect((await page.next('program', ({ state }) => state === 'exited')).text).toBe('stopped')
    expect(page.all('error')).toEqual([])
  })

  test('stops a program while the lab still waits for what it should send, and runs it again', async () => {
    const data = await folder()
    const { page, say } = await enter(data, new Lobby(parts, new FileStore(data)), 'request-reply')
    await say({ type: 'save', number: 1, files: { 'client.js': "console.log('up'); for (;;);" } })
    await say({ type: 'run', program: 'client' })
    await page.prints('up')
    await say({ type: 'stop', program: 'client' })
    const isDeadline = ({ events }: Of<'events'>) => events.some((event) => event.type === 'lab.deadline')
    expect(page.all('events').some(isDeadline), 'the lab had not given up yet').toBe(false)
    await say({ type: 'save', number: 2, files: await parts.exercises.solution('request-reply') })
    await say({ type: 'run', program: 'client' })
    await page.next('events', ({ events }) => events.some((event) => event.type === 'process.exit' && event.by === 'itself' && event.code === 0))
    expect(page.all('error')).toEqual([])
  })

  test('brings a page that comes back to where it was', async () => {
    const { page, session, run } = await enter(await folder())
    await run(solution)
    await page.prints('graded')
    const again = new Seen()
    session.attach(again)
    const [first] = again.all('session')
    expect(first?.files).toEqual(solution)
    expect(first?.programs[0]).toMatchObject({ state: 'running', offset: 0 })
    expect(first?.programs[0]?.backlog).toContain('graded')
    expect(first?.recording?.of).toBe('run')
    expect(first?.recording?.events.some(({ type }) => type === 'basic.deliver')).toBe(true)
  })

  test('starts what runs anew at every save, when watching, and not otherwise', async () => {
    const { page, run, say } = await enter(await folder())
    await run(chatty('one'))
    await page.prints('one')
    await say({ type: 'save', number: 2, files: chatty('two') })
    await say({ type: 'watch', on: true })
    await say({ type: 'save', number: 3, files: chatty('three') })
    await page.prints('three')
    expect(page.all('output').some(({ text }) => text.includes('two'))).toBe(false)
    expect(page.all('saved').map(({ number }) => number)).toEqual([1, 2, 3])
  })

  test('of two pages that save at once, tells the earlier that it was saved, and then what the later has', async () => {
    const data = await folder()
    const { page, session, say } = await enter(data)
    const other = new Seen()
    session.attach(other)
    await Promise.all([
      say({ type: 'save', number: 1, files: chatty('earlier') }),
      session.receive({ type: 'save', number: 1, files: chatty('later') }, other),
    ])
    const told = ({ messages }: Seen) =>
      messages.flatMap((one): unknown[] => (one.type === 'saved' ? ['saved'] : one.type === 'files' ? [one.files] : []))
    expect(told(page)).toEqual(['saved', chatty('later')])
    expect(told(other)).toEqual([chatty('earlier'), 'saved'])
    expect(await new FileStore(data).files('simple-consumer')).toEqual(chatty('later'))
  })

  test('tells its other pages what a check would run also where it could not be kept, and the one that saved why', async () => {
    const data = path.join(await folder(), 'a-file')
    await writeFile(data, '')
    const { page, session, say } = await enter(data)
    const other = new Seen()
    session.attach(other)
    await say({ type: 'save', number: 1, files: chatty('one') })
    expect([page.all('saved'), page.all('error').length]).toEqual([[], 1])
    expect(other.all('files').map(({ files }) => files)).toEqual([chatty('one')])
  })

  test('tells its other pages what one has saved, since a check runs that', async () => {
    const { page, session, say } = await enter(await folder())
    const other = new Seen()
    session.attach(other)
    await say({ type: 'save', number: 1, files: chatty('one') })
    expect(other.all('files')).toEqual([{ type: 'files', files: chatty('one'), by: 'another-page' }])
    expect([page.all('files'), other.all('saved')]).toEqual([[], []])
  })

  test('passes what is typed to the program', async () => {
    const { page, run, say } = await enter(await folder())
    await run({ 'consumer.js': `console.log('who?'); process.stdin.on('data', (name) => console.log('hello ' + name))` })
    await page.prints('who?')
    await say({ type: 'input', program: 'consumer', text: 'Ada\r' })
    await page.prints('hello Ada')
  })

  test('says that a program’s file is missing', async () => {
    const { page, run } = await enter(await folder())
    await run({ 'other.js': '' })
    expect((await page.next('program', ({ state }) => state === 'exited')).text).toBe('not started: its file is missing')
    await page.prints('There is no file consumer.js.')
  })

  test('gives a verdict that outlives the server, and a reset forgets', async () => {
    const data = await folder()
    const before = await enter(data)
    await before.say({ type: 'save', number: 1, files: solution })
    await before.say({ type: 'check' })
    const { verdict } = await before.page.next('verdict')
    expect(verdict.status).toBe('passed')
    await before.lobby[Symbol.asyncDispose]()

    const after = await enter(data)
    expect(after.page.all('session')[0]).toMatchObject({ files: solution, pristine: false, verdict, recording: { of: 'check' } })
    await after.say({ type: 'reset' })
    const starter = await parts.exercises.starter('simple-consumer')
    expect(after.page.all('files').at(-1)?.files).toEqual(starter)
    expect(await readdir(data)).toEqual([])
  })

  test('tells that its workspace has ended, and opens another at the next run', async () => {
    const data = await folder()
    const engine = fragile()
    const { page, run } = await enter(data, new Lobby(engine.parts, new FileStore(data)))
    await run(chatty('one'))
    await page.prints('one')
    engine.lose()
    await page.next('program', ({ state }) => state === 'exited')
    await page.prints('[The container ended. Run again: a new one is started.]')
    await run(chatty('two'))
    await page.prints('two')
    expect(engine.opened()).toBe(2)
  })

  test('gives no verdict where the workspace ended in the middle of a check', async () => {
    const data = await folder()
    const engine = fragile()
    const { page, say } = await enter(data, new Lobby(engine.parts, new FileStore(data)))
    await say({ type: 'save', number: 1, files: { 'consumer.js': `setInterval(() => {}, 1000)` } })
    const checking = say({ type: 'check' })
    await page.next('events', ({ events }) => events.some(({ type }) => type === 'process.start'))
    engine.lose()
    await checking
    expect(page.all('verdict')).toEqual([])
    expect(page.all('check-ended')).toHaveLength(1)
    expect(page.all('error')).toMatchObject([{ code: 'engine-failed', message: 'The container ended.' }])
  })

  test('checks again when that is asked for as soon as there is a verdict', async () => {
    const { page, session, say } = await enter(await folder())
    await say({ type: 'save', number: 1, files: solution })
    let asked = 0
    session.attach({
      send({ type }) {
        if (type === 'verdict' && asked++ === 0) void say({ type: 'check' })
      },
    })
    await say({ type: 'check' })
    await page.next('verdict', () => page.all('verdict').length === 2)
    expect(page.all('verdict').map(({ verdict }) => verdict.status)).toEqual(['passed', 'passed'])
    const later = new Seen()
    session.attach(later)
    expect(later.all('session')[0]).toMatchObject({ checking: false, verdict: { status: 'passed' } })
  })

  test('checks beside a program that runs, which is stopped for it', async () => {
    const { page, run, say } = await enter(await folder())
    await run(solution)
    await page.prints('graded')
    await say({ type: 'check' })
    expect((await page.next('verdict')).verdict.status).toBe('passed')
    expect(page.all('program').map(({ text }) => text)).toEqual(['running', 'stopped', 'run by the check'])
  })

  test('ends a check that is cancelled without a verdict', async () => {
    const { page, say } = await enter(await folder())
    const checking = say({ type: 'check' })
    const { findings } = await page.next('recording', ({ of }) => of === 'check')
    expect(findings.map(({ status }) => status)).toEqual(['open', 'open', 'open', 'open'])
    await say({ type: 'cancel-check' })
    await checking
    expect(page.all('check-ended')).toHaveLength(1)
    expect(page.all('verdict')).toEqual([])
    expect(page.all('error')).toEqual([])
  })

  test('shows the solution to who asks, and changes nothing', async () => {
    const { page, session, say } = await enter(await folder())
    await say({ type: 'save', number: 1, files: chatty('mine') })
    await say({ type: 'solution' })
    expect(page.all('solution')[0]?.files).toEqual(solution)
    const again = new Seen()
    session.attach(again)
    expect(again.all('session')[0]?.files).toEqual(chatty('mine'))
  })

  test('offers the images that Docker lacks, and tells every page how far getting them is', async () => {
    const given = { docker: {} as unknown as Docker, root: '/', official: OFFICIAL }
    const offer = new ImageOffer(LAB_IMAGES, given, async (_, __, tell) => tell({ text: 'layer 1 of 2', fraction: 0.5 }))
    const data = await folder()
    const { page, session, say } = await enter(data, new Lobby({ ...parts, offer }, new FileStore(data)))
    expect(page.messages.map(({ type }) => type)).toEqual(['session', 'images'])
    await say({ type: 'get-images' })
    await page.next('images', ({ state }) => state === 'there')
    expect(page.all('images').map(({ state, fraction }) => [state, fraction])).toEqual([
      ['offered', undefined],
      ['getting', undefined],
      ['getting', 0.5],
      ['there', undefined],
    ])
    const later = new Seen()
    session.attach(later)
    expect(later.all('images').map(({ state }) => state)).toEqual(['there'])
  })

  test('that no page looks at any more ends, with its programs; its files stay', async () => {
    const data = await folder()
    const { page, run, leave, lobby } = await enter(data, new Lobby(parts, new FileStore(data), 0))
    await run({ 'consumer.js': `console.log('pid ' + process.pid + '.'); setInterval(() => {}, 1000)` })
    await page.prints('.')
    const pid = Number(
      /pid (\d+)\./.exec(
        page
          .all('output')
          .map(({ text }) => text)
          .join(''),
      )?.[1],
    )
    expect(process.kill(pid, 0)).toBe(true)
    leave()
    await expect.poll(() => alive(pid), { timeout: 5000 }).toBe(false)
    expect((await enter(data, lobby)).page.all('session')[0]).toMatchObject({ pristine: false, programs: [{ state: 'idle' }] })
  })
})

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

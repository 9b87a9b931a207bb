// One learner's exercise on this page: the connection, what was heard on it, the files, and what a button may ask of the lab.
import type { ClientMessage, ServerMessage } from '@ackademy/contract/protocol.ts'
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import { connect, type ConnectionState, type Socket } from './connection.ts'
import type { Drafts } from './drafts.ts'
import { createFeed, type Feed } from './feed.ts'
import { emptyPage, heard, type Page } from './page.ts'
import { createStore, type Store } from './store.ts'
import type { Later } from './timers.ts'
import type { Versions } from './versions.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

export interface Session extends Disposable {
  readonly page: Store<Page>
  readonly connection: Store<ConnectionState>
  readonly workspace: Workspace
  readonly versions: Versions
  feed(program: string): Feed
  run(program: string, whatIf?: WhatIf): void
  check(): void
  closeSolution(): void
  dismissComplaint(): void
  send(message: ClientMessage): boolean
  retry(): void
}

export interface SessionOptions {
  open: () => Socket
  drafts: Drafts
  versions: Versions
  later: Later
}

/** The lab takes messages of 1 MiB and cuts off who sends more. */
const SAVE_LIMIT = 1_000_000

export const openSession = ({ open, drafts, versions, later }: SessionOptions): Session => {
  const page = createStore<Page>(emptyPage)
  const connection = createStore<ConnectionState>({ is: 'connecting' })
  const feeds = new Map<string, Feed>()
  const feed = (program: string): Feed => {
    const known = feeds.get(program)
    if (known) return known
    const created = createFeed()
    feeds.set(program, created)
    return created
  }
  const complain = (message: string, advice: string) =>
    page.set({ ...page.get(), asked: undefined, progress: undefined, complaint: { message, advice } })
  const send = (message: ClientMessage): boolean => {
    if (message.type !== 'save' || JSON.stringify(message).length < SAVE_LIMIT) return link.send(message)
    complain('Your files are too large to be saved.', 'Together they may hold about a million characters.')
    return false
  }
  const workspace = openWorkspace({ drafts, keepVersion: (files, what) => versions.keep(files, what), send, later })

  const onMessage = (message: ServerMessage) => {
    page.set(heard(page.get(), message))
    if (message.type === 'session') {
      const { programs, shell } = message
      for (const { program, backlog, offset } of 'none' in shell ? programs : [...programs, shell]) feed(program).heard(backlog, offset)
    }
    if (message.type === 'program' && message.state === 'running') feed(message.program).begin()
    if (message.type === 'recording' && message.of === 'check') for (const each of feeds.values()) each.begin()
    if (message.type === 'output') feed(message.program).heard(message.text, message.offset)
    versions.heard(message)
    workspace.heard(message)
  }

  const link = connect({
    open,
    later,
    onMessage,
    onState: (state) => {
      if (state.is !== 'open') workspace.disconnected()
      connection.set(state)
    },
    onUnreadable: (reason) => complain(`The lab sent something this page cannot read (${reason}).`, 'Reload the page: it may be older than the lab.'),
  })

  return {
    page,
    connection,
    workspace,
    versions,
    feed,
    send,
    retry: () => link.retry(),
    run: (program, whatIf) => workspace.save(() => send({ type: 'run', program, ...(whatIf && { whatIf }) })),
    check: () => {
      const before = page.get()
      page.set({ ...before, asked: true, progress: { text: 'Saving your files' } })
      workspace.save(() => {
        versions.asked(workspace.opened.get().files)
        send({ type: 'check' })
      })
    },
    closeSolution: () => page.set({ ...page.get(), solution: undefined }),
    dismissComplaint: () => page.set({ ...page.get(), complaint: undefined }),
    [Symbol.dispose]: () => {
      workspace[Symbol.dispose]()
      link[Symbol.dispose]()
    },
  }
}

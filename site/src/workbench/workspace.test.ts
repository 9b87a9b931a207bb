import type { ClientMessage, ServerMessage } from '@ackademy/contract/protocol.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { createClock, type Clock } from './clock.fixture.ts'
import type { Draft, Drafts } from './drafts.ts'
import { AUTOSAVE_MS, KEEP_MS, openWorkspace, type Workspace } from './workspace.ts'

type Session = Extract<ServerMessage, { type: 'session' }>

const starter = { 'consumer.js': '// starter' }
const session = (files: Record<string, string>, pristine = false): Session => ({
  type: 'session',
  exercise: { slug: 'x', title: '', summary: '', services: ['rabbitmq'], programs: [], tasks: [], timeLimit: 30 },
  engine: '',
  services: {},
  files,
  pristine,
  starter,
  programs: [],
  shell: { none: 'not here' },
  watch: false,
  findings: [],
  checking: false,
})

let clock: Clock
let draft: Draft | undefined
let sent: ClientMessage[]
let versions: [string, Record<string, string>][]
let online: boolean
const drafts: Drafts = {
  read: () => draft,
  write: (written) => {
    draft = written
    return true
  },
}
const open = (): Workspace =>
  openWorkspace({
    drafts,
    keepVersion: (files, what) => versions.push([what, files]),
    later: clock.later,
    send: (message) => {
      if (online) sent.push(message)
      return online
    },
  })
const text = (workspace: Workspace) => workspace.opened.get().files['consumer.js']
const saves = () => sent.filter((message) => message.type === 'save')

beforeEach(() => {
  clock = createClock()
  draft = undefined
  sent = []
  versions = []
  online = true
})

describe('typed text', () => {
  it('is saved a moment after the typing stops, once', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.edit('consumer.js', 'a')
    clock.pass(AUTOSAVE_MS - 1)
    workspace.edit('consumer.js', 'ab')
    clock.pass(AUTOSAVE_MS - 1)
    expect(saves()).toEqual([])
    clock.pass(1)
    expect(saves()).toEqual([{ type: 'save', number: 1, files: { 'consumer.js': 'ab' } }])
  })
  it('is in this browser within 300 ms, also while typing goes on', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    for (let at = 0; at < 300; at += 50) {
      workspace.edit('consumer.js', `text ${at}`)
      clock.pass(50)
    }
    expect(KEEP_MS).toBeLessThanOrEqual(300)
    expect(draft).toMatchObject({ unsaved: true })
    expect(draft?.files['consumer.js']).toMatch(/^text/)
  })
  it('counts as saved only when the lab has the text of now', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.edit('consumer.js', 'first')
    workspace.save()
    workspace.edit('consumer.js', 'second')
    workspace.heard({ type: 'saved', number: 1 })
    expect(workspace.opened.get().unsaved).toBe(true)
    clock.pass(AUTOSAVE_MS)
    workspace.heard({ type: 'saved', number: 2 })
    expect(workspace.opened.get().unsaved).toBe(false)
  })
})

describe('what has to be saved first', () => {
  it('waits for the lab’s answer', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.edit('consumer.js', 'x')
    let ran = 0
    workspace.save(() => ran++)
    expect(ran).toBe(0)
    workspace.heard({ type: 'saved', number: 1 })
    expect(ran).toBe(1)
  })
  it('goes at once when nothing is unsaved', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    let ran = 0
    workspace.save(() => ran++)
    expect(ran).toBe(1)
  })
  it('is forgotten when the connection is lost, rather than done much later', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.edit('consumer.js', 'x')
    let ran = 0
    workspace.save(() => ran++)
    workspace.disconnected()
    workspace.heard(session(starter))
    workspace.heard({ type: 'saved', number: 2 })
    expect(ran).toBe(0)
  })
})

describe('on a new connection', () => {
  it('edits the lab never confirmed win, and are saved', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.disconnected()
    online = false
    workspace.edit('consumer.js', 'typed offline')
    clock.pass(AUTOSAVE_MS)
    online = true
    workspace.heard(session(starter))
    expect(text(workspace)).toBe('typed offline')
    expect(saves()).toHaveLength(1)
  })
  it('edits of a page that was closed before they were saved win too', () => {
    draft = { files: { 'consumer.js': 'typed before the crash' }, unsaved: true }
    const workspace = open()
    workspace.heard(session(starter))
    expect(text(workspace)).toBe('typed before the crash')
    expect(saves()).toHaveLength(1)
  })
  it('otherwise the lab’s files are shown', () => {
    draft = { files: { 'consumer.js': 'an older copy' }, unsaved: false }
    const workspace = open()
    workspace.heard(session({ 'consumer.js': 'saved from another tab' }))
    expect(text(workspace)).toBe('saved from another tab')
    expect(saves()).toEqual([])
  })
  it('a lab that never saved anything does not take away what this browser remembers', () => {
    draft = { files: { 'consumer.js': 'my work' }, unsaved: false }
    const workspace = open()
    workspace.heard(session(starter, true))
    expect(text(workspace)).toBe('my work')
    expect(saves()).toHaveLength(1)
  })
  it('does not disturb the editor when both have the same', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    const { generation } = workspace.opened.get()
    workspace.heard(session(starter))
    expect(workspace.opened.get().generation).toBe(generation)
  })
})

describe('a reset', () => {
  it('keeps the old files, and undoing it brings them back and saves them', () => {
    const workspace = open()
    workspace.heard(session({ 'consumer.js': 'my work' }))
    workspace.reset()
    workspace.heard({ type: 'files', files: starter, by: 'reset' })
    expect(text(workspace)).toBe('// starter')
    expect(draft?.undo).toEqual({ files: { 'consumer.js': 'my work' }, of: 'the reset' })
    workspace.undo()
    expect(text(workspace)).toBe('my work')
    expect(saves()).toHaveLength(1)
    expect(workspace.opened.get().undo).toBeUndefined()
  })
  it('drops a save that was still to come, so that the old text does not overwrite the starter', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.edit('consumer.js', 'half a line')
    workspace.reset()
    clock.pass(AUTOSAVE_MS * 2)
    expect(saves()).toEqual([])
  })
})

describe('whatever replaces files', () => {
  it('keeps them as they were: a reset, its undoing, a deletion, a version brought back', () => {
    const workspace = open()
    workspace.heard(session({ 'consumer.js': 'my work', 'total.js': '' }))
    workspace.reset()
    workspace.heard({ type: 'files', files: starter, by: 'reset' })
    workspace.undo()
    workspace.remove('total.js')
    workspace.replace({ 'consumer.js': 'of yesterday' }, 'bringing back')
    expect(versions).toEqual([
      ['the reset', { 'consumer.js': 'my work', 'total.js': '' }],
      ['undoing the reset', starter],
      ['deleting total.js', { 'consumer.js': 'my work', 'total.js': '' }],
      ['bringing back', { 'consumer.js': 'my work' }],
    ])
  })
  it('can be undone, as a deletion', () => {
    const workspace = open()
    workspace.heard(session({ 'consumer.js': '', 'total.js': 'sum' }))
    workspace.remove('total.js')
    expect(workspace.opened.get().undo?.of).toBe('deleting total.js')
    workspace.undo()
    expect(workspace.opened.get().files).toEqual({ 'consumer.js': '', 'total.js': 'sum' })
  })
  it('keeps them when the lab’s copy is shown, and the lab’s when this browser’s wins', () => {
    draft = { files: { 'consumer.js': 'an older copy' }, unsaved: false }
    const workspace = open()
    workspace.heard(session({ 'consumer.js': 'from another browser' }))
    workspace.edit('consumer.js', 'mine')
    workspace.heard(session({ 'consumer.js': 'from another browser still' }))
    expect(versions.map(([, files]) => files['consumer.js'])).toEqual(['an older copy', 'from another browser still'])
  })
  it('keeps nothing where nothing was replaced', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    workspace.replace({ ...starter }, 'bringing back')
    workspace.heard({ type: 'files', files: starter, by: 'reset' })
    expect(versions).toEqual([])
  })
})

describe('another page of this exercise', () => {
  const saved = (content: string) => ({ type: 'files' as const, files: { 'consumer.js': content }, by: 'another-page' as const })
  it('has saved what is shown here too: it is what a check runs', () => {
    const workspace = open()
    workspace.heard(session(starter))
    const { generation } = workspace.opened.get()
    workspace.heard(saved('theirs'))
    expect(workspace.opened.get()).toMatchObject({ files: { 'consumer.js': 'theirs' }, unsaved: false, generation: generation + 1 })
    expect([saves(), versions]).toEqual([[], []])
  })
  it('does not take away what is being typed here, which is saved after it; what it wrote is kept', () => {
    const workspace = open()
    workspace.heard(session(starter))
    workspace.edit('consumer.js', 'mine')
    workspace.heard(saved('theirs'))
    expect(text(workspace)).toBe('mine')
    clock.pass(AUTOSAVE_MS)
    expect(saves()).toHaveLength(1)
    expect(versions).toEqual([['the text of this tab replaced another’s', { 'consumer.js': 'theirs' }]])
  })
})

describe('files', () => {
  it('show the one a program starts from first, whatever the alphabet says', () => {
    const workspace = open()
    const { exercise, ...rest } = session({ 'aaa.json': '', 'consumer.ts': '' })
    workspace.heard({ ...rest, exercise: { ...exercise, programs: [{ name: 'consumer', entry: 'consumer.js' }] } })
    expect(workspace.opened.get().active).toBe('consumer.ts')
  })
  it('are added and renamed under plain names only, and never over another', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    expect(workspace.add('consumer.js')).toMatch(/already/)
    expect(workspace.add('../escape.js')).toMatch(/name/)
    expect(workspace.add('lib/total.js')).toBeUndefined()
    expect(workspace.opened.get().active).toBe('lib/total.js')
    expect(workspace.rename('lib/total.js', 'total.ts')).toBeUndefined()
    expect(Object.keys(workspace.opened.get().files)).toEqual(['consumer.js', 'total.ts'])
  })
  it('are shown where a place in them is asked for, each time it is', () => {
    const workspace = open()
    workspace.heard(session({ 'consumer.js': '', 'total.js': 'a\nb' }))
    const place = { path: 'total.js', line: 2, column: 1 }
    workspace.goTo(place)
    const { active, asked } = workspace.opened.get()
    expect([active, asked]).toEqual(['total.js', place])
    workspace.goTo(place)
    expect(workspace.opened.get().asked).not.toBe(asked)
    workspace.goTo({ ...place, path: 'gone.js' })
    expect(workspace.opened.get().active).toBe('total.js')
  })
  it('are never all deleted', () => {
    const workspace = open()
    workspace.heard(session(starter, true))
    expect(workspace.remove('consumer.js')).toMatch(/last/)
  })
})

import { describe, expect, it } from 'vitest'
import { draftsOf } from './drafts.ts'
import { memory } from './storage.fixture.ts'

describe('a draft', () => {
  it('comes back as it was written, each exercise by itself', () => {
    const storage = memory()
    const draft = { files: { 'a.js': 'text' }, unsaved: true, active: 'a.js', undo: { files: { 'a.js': 'old' }, of: 'the reset' } }
    draftsOf(() => storage, 'one').write(draft)
    expect(draftsOf(() => storage, 'one').read()).toEqual(draft)
    expect(draftsOf(() => storage, 'two').read()).toBeUndefined()
  })
  it.each(['not JSON', '[]', '{"files":{"../x":"y"}}', 'null'])('is not there when what is stored is no draft: %s', (text) => {
    const storage = memory()
    storage.setItem('ackademy:draft:one', text)
    expect(draftsOf(() => storage, 'one').read()).toBeUndefined()
  })
  it('says so when the browser keeps nothing', () => {
    const drafts = draftsOf(() => {
      throw new Error('forbidden')
    }, 'one')
    expect(drafts.read()).toBeUndefined()
    expect(drafts.write({ files: { 'a.js': '' }, unsaved: false })).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { createFeed, TAIL } from './feed.ts'

const screen = () => {
  const seen = { text: '', cleared: 0 }
  return {
    seen,
    write: (text: string) => void (seen.text += text),
    clear: () => {
      seen.text = ''
      seen.cleared++
    },
  }
}

describe('a terminal', () => {
  it('shows what came before it was there', () => {
    const feed = createFeed()
    feed.heard('before ', 0)
    const terminal = screen()
    feed.attach(terminal)
    feed.heard('after', 7)
    expect(terminal.seen.text).toBe('before after')
  })
  it('writes only what it missed when a backlog overlaps what it shows', () => {
    const feed = createFeed()
    const terminal = screen()
    feed.attach(terminal)
    feed.heard('one two ', 0)
    feed.heard('two three', 4)
    expect(terminal.seen).toEqual({ text: 'one two three', cleared: 0 })
  })
  it('starts afresh where there is a gap', () => {
    const feed = createFeed()
    const terminal = screen()
    feed.attach(terminal)
    feed.heard('one', 0)
    feed.heard('much later', 5000)
    expect(terminal.seen).toEqual({ text: 'much later', cleared: 1 })
  })
  it('starts afresh when the lab was started anew and counts from 0 again', () => {
    const feed = createFeed()
    const terminal = screen()
    feed.attach(terminal)
    feed.heard('a long life before', 0)
    feed.heard('new', 0)
    expect(terminal.seen).toEqual({ text: 'new', cleared: 1 })
  })
  it('keeps no more than its tail for one that comes later', () => {
    const feed = createFeed()
    for (let at = 0; at < TAIL * 2; at += 1024) feed.heard('x'.repeat(1024), at)
    const terminal = screen()
    feed.attach(terminal)
    expect(terminal.seen.text.length).toBe(TAIL)
  })
  it('knows what was printed since its program last began', () => {
    const feed = createFeed()
    feed.heard('the run before\n', 0)
    expect(feed.ofLastRun()).toBe('the run before\n')
    feed.begin()
    expect(feed.ofLastRun()).toBe('')
    feed.heard('this one', 15)
    expect(feed.ofLastRun()).toBe('this one')
  })
  it('knows of a long run no more than the tail that is kept', () => {
    const feed = createFeed()
    feed.begin()
    feed.heard('x'.repeat(TAIL + 10), 0)
    expect(feed.ofLastRun()).toHaveLength(TAIL)
  })
})

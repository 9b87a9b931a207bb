import { describe, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { Alarm, expiryOf } from './expiry.ts'

/** A clock that is moved by hand. */
class Hand implements Clock {
  #now = 1000
  #timers: { at: number; go: () => void }[] = []
  now(): number {
    return this.#now
  }
  after(milliseconds: number, go: () => void): () => void {
    const timer = { at: this.#now + milliseconds, go }
    this.#timers.push(timer)
    return () => (this.#timers = this.#timers.filter((one) => one !== timer))
  }
  get set(): number {
    return this.#timers.length
  }
  /** `early`: the timers ring so many milliseconds before their time. */
  turn(to: number, early = 0): void {
    this.#now = to
    const due = this.#timers.filter(({ at }) => at - early <= to)
    this.#timers = this.#timers.filter((timer) => !due.includes(timer))
    for (const { go } of due) go()
  }
}

describe('an alarm', () => {
  it('rings once, at the earliest time it was set to', () => {
    const clock = new Hand()
    let rung = 0
    const alarm = new Alarm(clock, () => rung++)
    for (const at of [1500, 1200, 1300]) alarm.notLaterThan(at)
    clock.turn(1199)
    expect(rung).toBe(0)
    clock.turn(1200)
    clock.turn(2000)
    expect([rung, clock.set]).toEqual([1, 0])
  })

  it('is not fooled by a timer that is early', () => {
    const clock = new Hand()
    let rung = 0
    new Alarm(clock, () => rung++).notLaterThan(1200)
    clock.turn(1199, 1)
    expect([rung, clock.set]).toEqual([0, 1])
    clock.turn(1200)
    expect(rung).toBe(1)
  })

  it('can be set again after it rang, and not when it was cancelled', () => {
    const clock = new Hand()
    let rung = 0
    const alarm = new Alarm(clock, () => rung++)
    alarm.notLaterThan(1100)
    clock.turn(1100)
    alarm.notLaterThan(1200)
    alarm.cancel()
    clock.turn(1300)
    expect(rung).toBe(1)
    alarm.notLaterThan(1400)
    clock.turn(1400)
    expect(rung).toBe(2)
  })
})

describe('the time a message has', () => {
  it.each([
    [undefined, undefined, undefined],
    ['5', undefined, 105],
    [undefined, 7, 107],
    ['5', 7, 105],
    ['9', 7, 107],
  ])('is the shorter of its own %j and the queue’s %j', (expiration, ttl, expiry) => {
    expect(expiryOf(expiration, ttl, () => 100)).toBe(expiry)
  })
})

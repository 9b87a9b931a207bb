import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Backlog } from './backlog.ts'
import type { Entry, Message } from './message.ts'

const nothing = Buffer.alloc(0)
const message = (text: string): Message => ({ exchange: '', routingKey: text, copies: [], properties: {}, header: nothing, body: nothing })
const entry = (text: string, position: number): Entry => ({
  position,
  message: message(text),
  redelivered: false,
  returns: 0,
  losses: 0,
  expiry: undefined,
})
const told = (entry: Entry | undefined) => entry && entry.message.routingKey + (entry.redelivered ? '*' : '')

describe('a backlog', () => {
  it('gives what came back where it stood, before what was never taken', () => {
    const backlog = new Backlog()
    for (const [position, text] of ['a', 'b', 'c', 'd', 'e'].entries()) backlog.put(entry(text, position))
    const taken = [1, 2, 3].map(() => backlog.take()).filter((entry) => entry !== undefined)
    backlog.putBack(taken.slice(2))
    backlog.putBack(taken.slice(0, 1))
    expect([1, 2, 3, 4, 5].map(() => told(backlog.take()))).toEqual(['a*', 'c*', 'd', 'e', undefined])
  })

  it('always gives the earliest of what it holds, whatever was taken and put back before', () => {
    const steps = fc.array(fc.oneof(fc.constant('put'), fc.constant('take'), fc.nat(9)), { maxLength: 200 })
    fc.assert(
      fc.property(steps, (steps) => {
        const backlog = new Backlog()
        const [inside, outside]: [number[], Entry[]] = [[], []]
        let next = 0
        for (const step of steps) {
          if (step === 'put') {
            backlog.put(entry(String(next), next))
            inside.push(next++)
          } else if (step === 'take') {
            const entry = backlog.take()
            expect(entry?.position).toBe(inside.shift())
            if (entry !== undefined) outside.push(entry)
          } else {
            const back = outside.splice(step, 3)
            backlog.putBack(back)
            inside.push(...back.map(({ position }) => position))
            inside.sort((one, other) => one - other)
          }
          expect(backlog.length).toBe(inside.length)
        }
      }),
    )
  })

  it('lets go of what was taken', () => {
    const backlog = new Backlog()
    for (let n = 0; n < 5000; n++) backlog.put(entry(String(n), n))
    for (let n = 0; n < 4000; n++) expect(told(backlog.take())).toBe(String(n))
    expect(backlog.clear()).toHaveLength(1000)
    expect([backlog.length, backlog.take()]).toEqual([0, undefined])
  })
})

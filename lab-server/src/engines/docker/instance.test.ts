import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { instanceOf, lifeOf } from './instance.ts'

test('a lab that runs lives, and is gone once its process has ended', async () => {
  const process = spawn('cat')
  await once(process, 'spawn')
  const instance = instanceOf(process.pid ?? 0, 1)
  expect(lifeOf(instance)).toBe('lives')
  process.kill('SIGKILL')
  await once(process, 'exit')
  expect(lifeOf(instance)).toBe('gone')
})

test('a lab is gone when its number belongs to a process that began at another time', () => {
  const mine = instanceOf(process.pid, 1)
  expect(lifeOf(mine)).toBe('lives')
  expect(lifeOf(mine.slice(0, 10) + '0000001' + mine.slice(17))).toBe('gone')
})

test('of a lab on another machine, or in another container, nothing is told', () => {
  const mine = instanceOf(process.pid, 1)
  expect(lifeOf((mine.startsWith('a') ? 'b' : 'a') + mine.slice(1))).toBe('unknown')
  expect(lifeOf('4f2a')).toBe('unknown')
})

test('two engines of one process have words of their own, which fit a chain’s name', () => {
  expect(instanceOf(process.pid, 1)).not.toBe(instanceOf(process.pid, 2))
  expect(`ACKADEMY-${instanceOf(process.pid, 1)}`.length).toBeLessThanOrEqual(28)
})

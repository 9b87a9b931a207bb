// Which labs live, on a broker several use: what a dead one left is removed, what a living one has is not touched.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { givenRabbitMq } from './given-rabbitmq.ts'
import { Management } from './management.ts'
import { newInstance, Presence } from './presence.ts'

const amqpUrl = process.env['LAB_RABBITMQ_URL']
const adminUrl = process.env['LAB_RABBITMQ_ADMIN']

describe.skipIf(!amqpUrl)('of the labs that share a broker', { timeout: 30_000 }, () => {
  const url = new URL(amqpUrl ?? 'amqp://none')
  const admin = new URL(adminUrl || `http://${url.username}:${url.password}@${url.hostname}:15672`)
  const management = new Management(() => admin)
  const endpoint = () => ({ host: url.hostname, port: Number(url.port || 5672) })

  const present = async (more: { revive?: () => Promise<void>; back?: () => void } = {}) => {
    const instance = newInstance()
    const presence = await Presence.open({ management, endpoint, instance, log: () => undefined, ...more })
    onTestFinished(() => presence[Symbol.asyncDispose]())
    return { presence, name: `ackademy-${instance}` }
  }
  const namesOf = async (prefix: string) => ({
    virtualHosts: (await management.virtualHosts()).filter((name) => name.startsWith(prefix)).length,
    users: (await management.users()).filter((name) => name.startsWith(prefix)).length,
  })

  test('what one that was killed left is gone after two looks, and a living one’s is there', async () => {
    const script = `
      import { givenRabbitMq } from ${JSON.stringify(path.join(import.meta.dirname, 'given-rabbitmq.ts'))}
      const lab = await givenRabbitMq({ url: new URL(${JSON.stringify(url.href)}), admin: new URL(${JSON.stringify(admin.href)}) })
      await lab.open()
      console.log((await lab.open()).name)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [name] = (await once(child.stdout, 'data')) as [Buffer]
    const killed = name.toString().trim().replace(/-\d+$/, '')
    await using living = await givenRabbitMq({ url, admin })
    const mine = await living.open()
    const { presence } = await present()
    await presence.sweep()
    await presence.sweep()
    expect(await namesOf(killed), 'as long as it lives').toEqual({ virtualHosts: 3, users: 3 })

    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => management.hasQueue(killed, 'alive')).toBe(false)
    await presence.sweep()
    expect(await namesOf(killed), 'it may be about to come back').toEqual({ virtualHosts: 3, users: 3 })
    await presence.sweep()
    expect(await namesOf(killed)).toEqual({ virtualHosts: 0, users: 0 })
    expect(await management.virtualHosts()).toContain(mine.name)
    await mine[Symbol.asyncDispose]()
  })

  test('one that lost its connection shows itself again', async () => {
    const revived: string[] = []
    const back = Promise.withResolvers<undefined>()
    const { name } = await present({
      revive: async () => void revived.push('revived'),
      back: () => back.resolve(undefined),
    })
    await management.deleteUser(name) // closes its connections
    await back.promise
    expect(revived).toEqual(['revived'])
    expect(await management.hasQueue(name, 'alive')).toBe(true)
  })

  test('one that ends leaves nothing of itself', async () => {
    const { presence, name } = await present()
    expect(await namesOf(name)).toEqual({ virtualHosts: 1, users: 1 })
    await presence[Symbol.asyncDispose]()
    expect(await namesOf(name)).toEqual({ virtualHosts: 0, users: 0 })
  })
})

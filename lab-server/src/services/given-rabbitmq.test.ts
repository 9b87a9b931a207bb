// What a session gets of a RabbitMQ that others use too, asked of a real one.
import { connect } from 'amqplib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { givenRabbitMq } from './given-rabbitmq.ts'
import { Management } from './management.ts'
import { amqpUrl, type SharedRabbitMq, type VirtualHost } from './rabbitmq.ts'
import { LIMITS } from './virtual-hosts.ts'

const given = { url: process.env['LAB_RABBITMQ_URL'], admin: process.env['LAB_RABBITMQ_ADMIN'] }

describe.skipIf(!given.url)('on a broker that was given, a session', { timeout: 30_000 }, () => {
  const url = new URL(given.url ?? 'amqp://none')
  const admin = given.admin ? new URL(given.admin) : undefined
  const management = new Management(() => admin ?? new URL(`http://${url.username}:${url.password}@${url.hostname}:15672`))
  let rabbitMq: SharedRabbitMq

  beforeAll(async () => {
    rabbitMq = await givenRabbitMq({ url, admin })
  })
  afterAll(() => rabbitMq[Symbol.asyncDispose]())

  const opened = async (): Promise<VirtualHost> => {
    const virtualHost = await rabbitMq.open()
    onTestFinished(() => virtualHost[Symbol.asyncDispose]())
    return virtualHost
  }
  const dial = async (virtualHost: Pick<VirtualHost, 'name' | 'user' | 'password'>) => {
    const connection = await connect(amqpUrl(virtualHost, { host: url.hostname, port: Number(url.port || 5672) }), { noDelay: true })
    const ended = new Promise<string>((resolve) => connection.once('close', (error?: Error) => resolve(error?.message ?? '')))
    connection.on('error', () => undefined) // 'close' tells it too
    onTestFinished(() => connection.close().catch(() => undefined))
    return { connection, ended }
  }

  test('may do everything in its own virtual host, and nothing in its neighbour’s', async () => {
    const [mine, other] = [await opened(), await opened()]
    const { connection } = await dial(mine)
    const channel = await connection.createConfirmChannel()
    await channel.assertExchange('events', 'topic')
    await channel.assertQueue('work')
    await channel.bindQueue('work', 'events', '#')
    channel.publish('events', 'a.b', Buffer.from('x'))
    await channel.waitForConfirms()
    expect(await channel.get('work')).toMatchObject({ fields: { routingKey: 'a.b' } })
    await expect(dial({ ...mine, name: other.name })).rejects.toThrow(/ConnectionClose|530|Socket closed/)
    await expect(dial({ ...mine, name: '/' })).rejects.toThrow(/ConnectionClose|530|Socket closed/)
  })

  test('made ahead has the lab’s connection too, and one that was closed meanwhile is known for that', async () => {
    await using ahead = await givenRabbitMq({ url, admin })
    ahead.prepare()
    await using virtualHost = await ahead.open()
    const { dialled } = virtualHost
    expect(dialled?.open()).toBe(true)
    await dialled?.channel.assertQueue('work')
    await management.deleteVirtualHost(virtualHost.name)
    await expect.poll(() => dialled?.open(), { timeout: 10_000 }).toBe(false)
  })

  test('meets a limit of connections', async () => {
    const mine = await opened()
    await Promise.all(Array.from({ length: LIMITS.connections }, () => dial(mine)))
    // RabbitMQ counts a connection a moment after it has let it in
    const next = () =>
      dial(mine).then(
        () => 'let in',
        () => 'refused',
      )
    await expect.poll(next).toBe('refused')
    // and a neighbour goes on
    await dial(await opened())
  })

  test('meets a limit of channels', async () => {
    const { connection, ended } = await dial(await opened())
    for (let n = 0; n < LIMITS.channels; n++) await connection.createChannel()
    await connection.createChannel().catch(() => undefined)
    expect(await ended).toMatch(/maximum allowed user limit of \(200\)/)
  })

  test('meets a limit of queues', async () => {
    const { connection } = await dial(await opened())
    const channel = await connection.createChannel()
    const refused = new Promise<string>((resolve) => channel.once('error', (error: Error) => resolve(error.message)))
    for (let n = 0; n < LIMITS.queues; n++) await channel.assertQueue(`q${n}`)
    await channel.assertQueue('one-more').catch(() => undefined)
    expect(await refused).toContain('queue limit in vhost')
  })

  test('meets a limit of bytes in a queue: the oldest go', async () => {
    const { connection } = await dial(await opened())
    const channel = await connection.createConfirmChannel()
    await channel.assertQueue('flood')
    const MiB = 1024 * 1024
    for (let n = 0; n < 70; n++) {
      channel.sendToQueue('flood', Buffer.alloc(MiB, n))
      await channel.waitForConfirms()
    }
    const { messageCount } = await channel.checkQueue('flood')
    expect(messageCount * MiB).toBeLessThanOrEqual(LIMITS.queueBytes)
    expect(((await channel.get('flood', { noAck: true })) || undefined)?.content[0]).toBe(70 - messageCount)
  })

  test('leaves nothing when it ends, and its programs’ connections are closed', async () => {
    const mine = await rabbitMq.open()
    const { ended } = await dial(mine)
    expect(await management.virtualHosts()).toContain(mine.name)
    await mine[Symbol.asyncDispose]()
    expect(await ended).toContain('320')
    expect(await management.virtualHosts()).not.toContain(mine.name)
    expect(await management.users()).not.toContain(mine.user)
  })

  test('gets one that was ready before it asked, and the lab leaves none of them', async () => {
    const lab = await givenRabbitMq({ url, admin })
    lab.prepare()
    const first = await lab.open()
    const prefix = first.name.replace(/-\d+$/, '')
    const names = async () => (await management.virtualHosts()).filter((name) => name.startsWith(prefix)).sort()
    // its own, the session's, and two more
    await expect.poll(names).toEqual([prefix, `${prefix}-1`, `${prefix}-2`, `${prefix}-3`])
    expect((await lab.open()).name).toBe(`${prefix}-2`)
    await lab[Symbol.asyncDispose]()
    expect(await names()).toEqual([])
    expect((await management.users()).filter((name) => name.startsWith(prefix))).toEqual([])
  })

  test('is refused in words where the account may make no virtual host', async () => {
    const mine = await opened()
    const address = new URL(admin ?? `http://${url.hostname}:15672`)
    address.username = mine.user
    address.password = mine.password
    await expect(givenRabbitMq({ url, admin: address })).rejects.toMatchObject({
      code: 'broker-unavailable',
      message: expect.stringMatching(/the lab can make no virtual host there: .*answered 401/) as unknown,
      advice: expect.stringContaining('tagged administrator') as unknown,
    })
  })
})

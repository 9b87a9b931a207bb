// The lab's own RabbitMQ in a container, as several labs of one machine use it. needs.ts says where there is none.
import { randomBytes } from 'node:crypto'
import { connect } from 'amqplib'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageMissing, findImage } from '../images/lab-images.ts'
import { RABBITMQ_IMAGE } from '../images/rabbitmq.ts'
import { createOptions } from './broker-container.ts'
import { brokerNetwork } from './broker-network.ts'
import { dockerRabbitMq } from './docker-rabbitmq.ts'
import { amqpUrl, type SharedRabbitMq } from './rabbitmq.ts'

const docker = new Docker()
const missing = await imageMissing(docker, RABBITMQ_IMAGE)

describe.skipIf(missing !== undefined)('the RabbitMQ the labs of a machine share', { timeout: 180_000 }, () => {
  const scope = `test-${randomBytes(4).toString('hex')}`
  const filters = JSON.stringify({ label: ['ackademy=rabbitmq', `ackademy.scope=${scope}`] })
  const containers = () => docker.listContainers({ all: true, filters })
  const log: string[] = []
  let heard = Promise.withResolvers<undefined>()
  let image: string
  let first: SharedRabbitMq
  let second: SharedRabbitMq
  const closing = new AsyncDisposableStack()

  const lab = (listen: (line: string) => void = () => undefined) => dockerRabbitMq({ docker, image, scope, log: listen })
  const listen = (line: string) => {
    log.push(line)
    if (line === 'RabbitMQ answers again.') heard.resolve(undefined)
  }
  /** A message there and back. */
  const works = async (rabbitMq: SharedRabbitMq): Promise<string> => {
    await using virtualHost = await rabbitMq.open()
    const connection = await connect(amqpUrl(virtualHost, virtualHost.endpoint), { noDelay: true })
    const channel = await connection.createConfirmChannel()
    await channel.assertQueue('work')
    channel.sendToQueue('work', Buffer.from('there and back'))
    await channel.waitForConfirms()
    const message = await channel.get('work')
    await connection.close()
    return message === false ? 'nothing' : message.content.toString()
  }

  beforeAll(async () => {
    image = (await findImage(docker, RABBITMQ_IMAGE))?.id ?? ''
    const old = createOptions({
      image,
      network: await brokerNetwork(docker, scope),
      labels: { ackademy: 'rabbitmq', 'ackademy.scope': scope },
      ports: { amqp: 1, management: 2 },
      password: 'x',
      settings: {},
      memory: 256 * 1024 * 1024,
      ordered: false,
    })
    await docker.createContainer(old)
    const labs = await Promise.all([lab(listen), lab()])
    ;[first, second] = [closing.use(labs[0]), closing.use(labs[1])]
  }, 180_000)

  afterAll(async () => {
    await closing.disposeAsync()
    for (const { Id } of await containers()) await docker.getContainer(Id).remove({ force: true, v: true })
    await docker.getNetwork(await brokerNetwork(docker, scope)).remove()
  })

  test('is one, though two labs began at once; one of other settings that nobody uses is gone', async () => {
    expect(await works(first)).toBe('there and back')
    expect(await works(second)).toBe('there and back')
    expect(first.version).toMatch(/^RabbitMQ \d/)
    await expect.poll(async () => (await containers()).length).toBe(1)
  })

  test('listens on 127.0.0.1 only', async () => {
    const [container] = await containers()
    expect(container?.Ports.map(({ IP, PrivatePort }) => [IP, PrivatePort]).sort()).toEqual([
      ['127.0.0.1', 15672],
      ['127.0.0.1', 5672],
    ])
  })

  test('has no right in its container, and can write nowhere but to its data and /tmp', async () => {
    const [{ Id } = { Id: '' }] = await containers()
    const places = ['/', '/etc/rabbitmq', '/usr/lib', '/var/log/rabbitmq', '/root', '/tmp', '/var/lib/rabbitmq']
    const script = `grep -E '^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/1/status; for p in ${places.join(' ')}; do touch $p/x 2>/dev/null && echo $p; done`
    const exec = await docker.getContainer(Id).exec({ Cmd: ['sh', '-c', script], AttachStdout: true, Tty: true })
    let said = ''
    for await (const bytes of await exec.start({ Tty: true })) said += String(bytes)
    expect(said.replaceAll('\t', ' ').split('\r\n')).toEqual([
      expect.stringMatching(/^Uid: (?!0 )\d+ /),
      'CapEff: 0000000000000000',
      'CapBnd: 0000000000000000',
      'NoNewPrivs: 1',
      'Seccomp: 2',
      '/tmp',
      '/var/lib/rabbitmq',
      '',
    ])
  })

  test('stays when a lab ends, and the next finds it', async () => {
    const before = await containers()
    const third = await lab()
    expect(await works(third)).toBe('there and back')
    await third[Symbol.asyncDispose]()
    expect(await works(first)).toBe('there and back')
    expect((await containers()).map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id))
  })

  test('is started again where it was, when it died under the labs, with what a session had there', async () => {
    await using virtualHost = await first.open()
    heard = Promise.withResolvers()
    const [{ Id } = { Id: '' }] = await containers()
    await docker.getContainer(Id).kill()
    await heard.promise
    expect(log).toContain('The connection to RabbitMQ is lost.')
    const connection = await connect(amqpUrl(virtualHost, virtualHost.endpoint))
    await connection.close()
    expect(await works(first)).toBe('there and back')
    expect((await containers()).map((container) => container.Id)).toEqual([Id])
  })

  test('is made anew when it was removed', async () => {
    heard = Promise.withResolvers()
    const [{ Id } = { Id: '' }] = await containers()
    await docker.getContainer(Id).remove({ force: true, v: true })
    await heard.promise
    expect(await works(first)).toBe('there and back')
    expect(await containers()).toHaveLength(1)
  })

  test('leaves no volume without a container', async () => {
    const { Volumes } = await docker.listVolumes({ filters: JSON.stringify({ label: [`ackademy.scope=${scope}`] }) })
    expect(Volumes).toHaveLength((await containers()).length)
  })
})

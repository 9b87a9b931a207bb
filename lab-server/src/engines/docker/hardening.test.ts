// Every container the lab makes, ahead or for somebody who waits, as Docker itself describes it: nothing but what is written here.
import process from 'node:process'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createOptions } from './container.ts'
import { dockerEngine } from './docker.ts'
import { NODE_IMAGE } from './images.ts'
import { instanceOf } from './instance.ts'

const docker = new Docker()
const engine = dockerEngine({ docker, image: NODE_IMAGE, pool: 1 })
const missing = await engine.unavailable()
const instance = instanceOf(process.pid, 0).slice(0, -2)

/** What is not at Docker's "nothing". */
const said = (record: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]: [string, unknown]) => {
      if (value === null || value === undefined || value === '' || value === 0 || value === false) return false
      return typeof value !== 'object' || Object.keys(value).length > 0
    }),
  )

/** Docker's own defaults, which differ between its versions and are no rights. */
const DEFAULTS = ['ConsoleSize', 'MaskedPaths', 'ReadonlyPaths', 'CgroupnsMode', 'Isolation', 'OomKillDisable', 'Runtime']

describe.skipIf(missing !== undefined)('a container', { timeout: 60_000 }, () => {
  let made: Docker.ContainerInspectInfo[] = []

  beforeAll(async () => {
    await engine.open({ exercise: 'hardening' }, new AbortController().signal)
    engine.prepare()
    await vi.waitUntil(() => engine.figures()[0]?.value === 1, { timeout: 60_000 })
    const all = await docker.listContainers({ all: true })
    const mine = all.filter(({ Labels }) => Labels['ackademy.instance']?.startsWith(instance))
    made = await Promise.all(mine.map(({ Id }) => docker.getContainer(Id).inspect()))
  }, 60_000)
  afterAll(() => engine[Symbol.asyncDispose](), 60_000)

  test('has these limits and no other rights, whether it was made ahead or not', () => {
    expect(made).toHaveLength(2)
    for (const { HostConfig } of made) {
      const limits = Object.fromEntries(Object.entries(said(HostConfig)).filter(([name]) => !DEFAULTS.includes(name)))
      expect(HostConfig.OomKillDisable ?? false).toBe(false)
      expect(limits).toEqual({
        NetworkMode: 'none',
        AutoRemove: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': 'rw,nosuid,nodev,size=67108864,nr_inodes=16384,mode=0700,uid=1000,gid=1000' },
        ShmSize: 16_777_216,
        PidsLimit: 128,
        Memory: 536_870_912,
        MemorySwap: 536_870_912,
        NanoCpus: 1_000_000_000,
        OomScoreAdj: 500,
        Ulimits: [
          { Name: 'nofile', Soft: 1024, Hard: 1024 },
          { Name: 'core', Soft: 0, Hard: 0 },
        ],
        LogConfig: { Type: 'none', Config: {} },
        IpcMode: 'private',
        RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
        Dns: ['127.0.0.1'],
        DnsOptions: ['timeout:1', 'attempts:1'],
        Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1' },
      })
    }
  })

  test('is one user’s without rights, on one network, with nothing mounted and no port published', () => {
    for (const { Config, Mounts, NetworkSettings, AppArmorProfile } of made) {
      expect(Config).toMatchObject({ User: '1000:1000', Tty: false, OpenStdin: true, StdinOnce: true, WorkingDir: '/tmp' })
      expect(Config.Env.filter((line) => !/^(LANG|PATH|NODE_COMPILE_CACHE|NODE_VERSION|YARN_VERSION)=/.test(line))).toEqual([])
      expect(Mounts).toEqual([])
      expect(said(NetworkSettings.Ports)).toEqual({})
      expect(Object.keys(NetworkSettings.Networks)).toEqual([expect.stringMatching(/^ackademy-/)])
      expect(AppArmorProfile).not.toBe('unconfined')
    }
  })

  test('bears the lab, the session and a deadline, as its network does', async () => {
    const networks = (await docker.listNetworks()).filter(({ Labels }) => Labels?.['ackademy.instance']?.startsWith(instance))
    expect(networks).toHaveLength(2)
    for (const labels of [...made.map(({ Config }) => Config.Labels), ...networks.map(({ Labels }) => Labels ?? {})]) {
      expect(labels['ackademy.session']).toMatch(/^[0-9a-f]{6}$/)
      expect(Date.parse(labels['ackademy.deadline'] ?? '')).toBeGreaterThan(Date.now())
    }
    expect(new Set(made.map(({ Config }) => Config.Labels['ackademy.session']))).toEqual(
      new Set(networks.map(({ Labels }) => Labels?.['ackademy.session'])),
    )
  })

  test('is run by another runtime where one is configured', () => {
    const plan = { name: 'x', labels: {}, image: 'x', outputCap: 1 }
    expect(createOptions({ ...plan, runtime: 'runsc' }).HostConfig?.Runtime).toBe('runsc')
    expect(createOptions({ ...plan, runtime: undefined }).HostConfig).not.toHaveProperty('Runtime')
  })
})

import Docker from 'dockerode'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Step } from './engine-answers.ts'
import { findImage } from './lab-images.ts'
import { Layers, pull } from './pull.ts'
import { openRegistry } from './registry.fixture.ts'

const docker = new Docker()
const answers = await docker.ping().then(
  () => true,
  () => false,
)

describe('what is told of a pull', () => {
  const after = (...messages: Parameters<Layers['add']>[0][]) => {
    const layers = new Layers('node:24-slim')
    for (const message of messages) layers.add(message)
    return layers.step
  }
  test('is how many layers there are, before any size is known', () => {
    expect(
      after({ status: 'Pulling from library/node', id: '24-slim' }, { status: 'Pulling fs layer', id: 'a' }, { status: 'Waiting', id: 'b' }),
    ).toEqual({ text: 'node:24-slim: 0 of 2 layers' })
  })
  test('counts bytes over all layers, and a layer that was there already as ready', () => {
    expect(
      after(
        { status: 'Already exists', id: 'a' },
        { status: 'Downloading', id: 'b', progressDetail: { current: 5_000_000, total: 20_000_000 } },
        { status: 'Downloading', id: 'c', progressDetail: { current: 1_000_000, total: 20_000_000 } },
        { status: 'Download complete', id: 'c' },
        { status: 'Extracting', id: 'c', progressDetail: { current: 1, total: 20_000_000 } },
      ),
    ).toEqual({ text: 'node:24-slim: 1 of 3 layers, 25 of 40 MB downloaded', fraction: 0.625 })
  })
})

test('a registry that does not answer is told from an image that is not there', { timeout: 30_000 }, async () => {
  const refusing = { pull: () => Promise.reject(new Error('Get "https://registry-1.docker.io/v2/": dial tcp: lookup: no such host')) }
  await expect(pull(refusing as unknown as Docker, 'node:24-slim', () => undefined)).rejects.toMatchObject({
    code: 'registry-unreachable',
    message: 'No image registry answers for node:24-slim: Get "https://registry-1.docker.io/v2/": dial tcp: lookup: no such host',
    advice: expect.stringContaining('npm run lab -- images --offline') as unknown,
  })
})

// Without an engine (needs.ts says so) nothing is there that could pull.
describe.skipIf(!answers)('with a Docker engine', { timeout: 60_000 }, () => {
  test('an image is pulled from a registry, its bytes told, and its digest known', async () => {
    await using registry = await openRegistry()
    const steps: Step[] = []
    onTestFinished(() => docker.getImage(registry.name).remove())
    await pull(docker, registry.name, (step) => steps.push(step))
    expect((await findImage(docker, registry.name))?.digest).toBe(registry.digest)
    expect(steps.at(-1)).toEqual({ text: `${registry.name}: 1 of 1 layers, 3.0 of 3.0 MB downloaded`, fraction: 1 })
  })

  test('a registry that has no such image, and one that is not there', async () => {
    await using registry = await openRegistry()
    await expect(pull(docker, `${registry.host}/lab/other:1`, () => undefined)).rejects.toMatchObject({ code: 'engine-failed' })
    await registry[Symbol.asyncDispose]()
    await expect(pull(docker, registry.name, () => undefined)).rejects.toMatchObject({ code: 'registry-unreachable' })
  })
})

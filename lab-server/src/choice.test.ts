import type Docker from 'dockerode'
import { describe, expect, test } from 'vitest'
import { choose } from './choice.ts'
import { VERSION_LABEL, keeperVersion } from './engines/docker/image-version.ts'
import { NODE_IMAGE } from './engines/docker/images.ts'
import { RABBITMQ_IMAGE } from './images/rabbitmq.ts'

const version = await keeperVersion()

/** An engine that answers, with these images; the learner's is of `keeper`'s version. */
const engineWith = (images: readonly string[], keeper = version) =>
  ({
    ping: () => Promise.resolve('OK'),
    getImage: (name: string) => ({
      inspect: () =>
        images.includes(name)
          ? Promise.resolve({ Id: 'sha256:1', Size: 1, Config: { Labels: { [VERSION_LABEL]: keeper } } })
          : Promise.reject(Object.assign(new Error('no such image'), { statusCode: 404 })),
    }),
  }) as unknown as Docker
const none = { ping: () => Promise.reject(new Error('connect ENOENT /var/run/docker.sock')) } as unknown as Docker
const both = [NODE_IMAGE, RABBITMQ_IMAGE]

describe('the engine', () => {
  test('is Docker where one answers and the images are there', async () => {
    expect(await choose({}, engineWith(both))).toEqual({ engine: 'docker', notDocker: undefined, missing: [] })
  })

  test('is the embedded one where none answers: there is nothing to offer', async () => {
    expect(await choose({}, none)).toEqual({
      engine: 'embedded',
      notDocker: 'no Docker engine answers: connect ENOENT /var/run/docker.sock',
      missing: [],
    })
  })

  test('is the embedded one where images are missing, and these are named', async () => {
    const { engine, notDocker, missing } = await choose({}, engineWith([NODE_IMAGE]))
    expect(engine).toBe('embedded')
    expect(notDocker).toContain(`the image ${RABBITMQ_IMAGE} is not there`)
    expect(missing.map(({ name }) => name)).toEqual([RABBITMQ_IMAGE])
  })

  test('does not run an image of another version of the lab', async () => {
    const { engine, notDocker, missing } = await choose({}, engineWith(both, 'older'))
    expect(engine).toBe('embedded')
    expect(notDocker).toContain('of another version of the lab')
    expect(missing.map(({ name }) => name)).toEqual([NODE_IMAGE])
  })

  test('needs no image of a broker that is given', async () => {
    expect((await choose({ amqpUrl: new URL('amqp://broker') }, engineWith([NODE_IMAGE]))).engine).toBe('docker')
  })

  test('is what LAB_ENGINE says', async () => {
    expect((await choose({ engine: 'embedded' }, engineWith(both))).engine).toBe('embedded')
    expect(await choose({ engine: 'docker' }, none)).toMatchObject({ engine: 'docker', notDocker: expect.stringContaining('ENOENT') as unknown })
  })
})

import { Readable } from 'node:stream'
import Docker from 'dockerode'
import { describe, expect, onTestFinished, test } from 'vitest'
import { followed, tagged } from './engine-answers.ts'
import { findImage, obtain, type LabImage } from './lab-images.ts'
import { OFFICIAL } from './official.ts'

const docker = new Docker()
const answers = await docker.ping().then(
  () => true,
  () => false,
)
const NAME = 'ackademy/replaced:test'
/** The end of a tar, and nothing before it. */
const EMPTY_TAR = Buffer.alloc(1024)
let made = 0

/** Another one each time. */
const image: LabImage = {
  name: NAME,
  purpose: 'a test’s',
  download: { offline: 0, registry: 0 },
  disk: 0,
  offlineSeconds: 0,
  unfit: async () => undefined,
  async fromRegistry() {
    const answer = await docker.importImage(Readable.from([EMPTY_TAR]), { changes: `LABEL ackademy=image made=${++made}` })
    await tagged(docker, await followed(answer), NAME)
  },
  offline: async () => undefined,
}

// Without an engine (needs.ts says so) there are no images.
describe.skipIf(!answers)('with a Docker engine', { timeout: 30_000 }, () => {
  const get = async () => {
    await obtain([image], { docker, root: '/', official: OFFICIAL }, { offline: false }, () => undefined)
    return (await findImage(docker, NAME))?.id ?? expect.fail('it is not there')
  }

  test('an image that is got anew replaces the one before, which does not stay without a name', async () => {
    onTestFinished(() => docker.getImage(NAME).remove())
    const first = await get()
    const second = await get()
    expect(second).not.toBe(first)
    expect(await findImage(docker, first)).toBeUndefined()
  })

  test('one that has another name too stays under that', async () => {
    onTestFinished(() => docker.getImage(NAME).remove())
    const first = await get()
    await tagged(docker, first, 'ackademy/kept:test')
    onTestFinished(() => docker.getImage('ackademy/kept:test').remove())
    await get()
    expect((await findImage(docker, 'ackademy/kept:test'))?.id).toBe(first)
  })
})

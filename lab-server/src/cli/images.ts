import Docker from 'dockerode'
import type { Config } from '../config.ts'
import { buildOffline, NODE_IMAGE } from '../engines/docker/images.ts'
import { LabError } from '../errors.ts'
import { words } from './words.ts'

export const usage = 'images --offline'
export const summary = 'builds the image learners’ programs run in (about 460 MB) from Debian’s packages; for LAB_ENGINE=docker'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values } = words(args, { offline: { type: 'boolean' } }, usage)
  if (values.offline !== true) {
    throw new LabError('usage', 'Images from a registry are not part of this version.', `Usage: lab ${usage} (on Debian, as root, with mmdebstrap)`)
  }
  const since = performance.now()
  await buildOffline(new Docker(), config.root, (step) => {
    const line = `${((performance.now() - since) / 1000).toFixed(0).padStart(4)} s  ${step}`
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line.slice(0, process.stderr.columns - 1)}`)
    else console.error(line)
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  const { Size } = await new Docker().getImage(NODE_IMAGE).inspect()
  console.log(`${NODE_IMAGE} is there: ${Math.round(Size / 1e6)} MB, built in ${Math.round((performance.now() - since) / 1000)} s`)
  return 0
}

import Docker from 'dockerode'
import type { Config } from '../config.ts'
import { COMPOSE_IMAGE, findImage, LAB_IMAGES, obtain, sizesOf, type LabImage } from '../images/lab-images.ts'
import type { Step } from '../images/engine-answers.ts'
import { LabError } from '../errors.ts'
import { words } from './words.ts'

export const usage = 'images [node] [rabbitmq] [lab] [--lab] [--offline]'
export const summary =
  'gets the images the Docker engine needs: from a registry (LAB_NODE_IMAGE, LAB_RABBITMQ_IMAGE), or built from Debian’s packages (--offline); --lab: docker-compose.yml’s too'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = words(args, { offline: { type: 'boolean' }, lab: { type: 'boolean' } }, usage)
  const offline = values.offline === true
  const known = [...LAB_IMAGES, COMPOSE_IMAGE]
  const wanted = positionals.length > 0 ? positionals.map((word) => named(word, known)) : values.lab === true ? known : LAB_IMAGES
  const docker = new Docker()
  await docker.ping().catch((cause: unknown) => {
    throw new LabError(
      'engine-unavailable',
      `No Docker engine answers: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Start it (on Debian: apt-get install docker.io iptables), or go on without: the embedded engine needs no images.',
      { cause },
    )
  })
  for (const { name, purpose, disk } of wanted) console.log(`${name}: ${purpose} (about ${disk} MB)`)
  console.log(`${offline ? 'Built from Debian’s packages' : 'From a registry'}: ${sizesOf(wanted, offline ? 'offline' : 'registry')}`)
  const since = performance.now()
  const seconds = () => Math.round((performance.now() - since) / 1000)
  await obtain(wanted, { docker, root: config.root, official: config.official }, { offline }, shown(seconds))
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  for (const { name } of wanted) {
    const found = await findImage(docker, name)
    console.log(`${name} is there: ${Math.round((found?.size ?? 0) / 1e6)} MB, ${found?.id}`)
  }
  console.log(`${seconds()} s in all`)
  return 0
}

function named(word: string, known: readonly LabImage[]): LabImage {
  const image = known.find(({ name }) => name === `ackademy/${word}:local`)
  if (image) return image
  const names = known.map(({ name }) => name.replace(/^ackademy\/(.+):local$/, '$1'))
  throw new LabError('usage', `There is no image ${JSON.stringify(word)}.`, `The images are ${names.join(', ')}. Usage: lab ${usage}`)
}

/** One line that changes in a terminal; elsewhere a line when the words change but for their figures. */
function shown(seconds: () => number): (step: Step) => void {
  let last = ''
  return ({ text, fraction }) => {
    const line = `${String(seconds()).padStart(4)} s  ${fraction === undefined ? '' : `${String(Math.round(fraction * 100)).padStart(3)} %  `}${text}`
    if (process.stderr.isTTY) return void process.stderr.write(`\r\x1b[K${line.slice(0, process.stderr.columns - 1)}`)
    const plain = text.replace(/\d/g, '')
    if (plain !== last) console.error(line)
    last = plain
  }
}

// An image from a registry, with what is still to come told in bytes: the engine says how large each layer is as it comes to it.
import type Docker from 'dockerode'
import { LabError } from '../errors.ts'
import { followed, type Answer, type Tell } from './engine-answers.ts'

/** Throws LabError `registry-unreachable` when no registry answers, `engine-failed` when the one that does has no such image. */
export async function pull(docker: Docker, name: string, tell: Tell): Promise<void> {
  tell({ text: `${name}: asking the registry` })
  try {
    const layers = new Layers(name)
    await followed(await docker.pull(name), (answer) => {
      layers.add(answer)
      tell(layers.step)
    })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    if (!unreachable.test(said)) {
      throw new LabError(
        'engine-failed',
        `${name} could not be pulled: ${said}`,
        'Is the name right? LAB_NODE_IMAGE and LAB_RABBITMQ_IMAGE say others.',
        {
          cause,
        },
      )
    }
    throw new LabError(
      'registry-unreachable',
      `No image registry answers for ${name}: ${said}`,
      '`npm run lab -- images --offline` builds the images from Debian’s packages instead (on Debian, as root, with mmdebstrap).',
      { cause },
    )
  }
}

/** What the engine says of a registry that it can't reach, whoever's words it passes on. */
const unreachable = /no such host|connection refused|i\/o timeout|deadline exceeded|network is unreachable|no route to host|awaiting headers|TLS|EOF/i

export class Layers {
  readonly #name: string
  readonly #sizes = new Map<string, { done: number; all: number }>()
  readonly #ready = new Set<string>()
  readonly #seen = new Set<string>()

  constructor(name: string) {
    this.#name = name
  }

  add({ id, status, progressDetail }: Answer): void {
    if (id === undefined || status === undefined || /^Pulling from/.test(status)) return
    this.#seen.add(id)
    const { current = 0, total } = progressDetail ?? {}
    if (status === 'Downloading' && total !== undefined) this.#sizes.set(id, { done: current, all: total })
    const size = this.#sizes.get(id)
    if (size && /^(Download complete|Verifying|Extracting|Pull complete)/.test(status)) size.done = size.all
    if (/^(Pull complete|Already exists)/.test(status)) this.#ready.add(id)
  }

  get step(): { text: string; fraction?: number } {
    const sizes = [...this.#sizes.values()]
    const [done, all] = [sum(sizes.map((size) => size.done)), sum(sizes.map((size) => size.all))]
    const text = `${this.#name}: ${this.#ready.size} of ${this.#seen.size} layers${all > 0 ? `, ${MB(done)} of ${MB(all)} MB downloaded` : ''}`
    return all > 0 ? { text, fraction: done / all } : { text }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const MB = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)

// The lab's images, offered to who looks at a page of a lab that runs without: what they cost, and how far getting them is.
import { asLabError } from '../errors.ts'
import type { Tell } from './engine-answers.ts'
import { obtain, offlineImpossible, sizesOf, type Given, type LabImage } from './lab-images.ts'

export interface OfferState {
  readonly state: 'offered' | 'getting' | 'there' | 'failed'
  readonly text: string
  readonly fraction?: number
}

type Obtain = (images: readonly LabImage[], offline: boolean, tell: Tell) => Promise<void>

export class ImageOffer {
  readonly #images: readonly LabImage[]
  readonly #obtain: Obtain
  readonly #offlineImpossible: string | undefined
  readonly #listeners = new Set<(state: OfferState) => void>()
  #state: OfferState

  constructor(
    images: readonly LabImage[],
    given: Given,
    obtained: Obtain = (wanted, offline, tell) => obtain(wanted, given, { offline }, tell),
    whyNotOffline: () => string | undefined = offlineImpossible,
  ) {
    const impossible = whyNotOffline()
    this.#images = images
    this.#obtain = obtained
    this.#offlineImpossible = impossible
    const seconds = images.reduce((all, image) => all + image.offlineSeconds, 0)
    const cost = impossible === undefined ? `${sizesOf(images, 'offline')}, built in about ${seconds} seconds` : sizesOf(images, 'registry')
    this.#state = { state: 'offered', text: `Docker answers here, but the lab’s images are missing: ${cost}.` }
  }

  get state(): OfferState {
    return this.#state
  }

  /** Returns how to stop listening. */
  subscribe(listen: (state: OfferState) => void): () => void {
    this.#listeners.add(listen)
    return () => this.#listeners.delete(listen)
  }

  /** Gets them in the background: from a registry, or built from Debian’s packages where none answers. What is under way goes on. */
  async get(): Promise<void> {
    if (this.#state.state === 'getting' || this.#state.state === 'there') return
    this.#become({ state: 'getting', text: 'Getting the lab’s images …' })
    const tell: Tell = (step) => this.#become({ state: 'getting', ...step })
    try {
      await this.#obtain(this.#images, false, tell).catch((error: unknown) => {
        if (asLabError(error).code !== 'registry-unreachable' || this.#offlineImpossible !== undefined) throw error
        return this.#obtain(this.#images, true, tell)
      })
      this.#become({
        state: 'there',
        text: 'The images are there. Start the lab again, and programs run in containers, with a real RabbitMQ.',
      })
    } catch (error) {
      const { message, advice } = asLabError(error)
      this.#become({ state: 'failed', text: `${message} ${advice}` })
    }
  }

  #become(state: OfferState): void {
    this.#state = state
    for (const listen of this.#listeners) listen(state)
  }
}

import type Docker from 'dockerode'
import { describe, expect, test } from 'vitest'
import { LabError } from '../errors.ts'
import { ImageOffer, type OfferState } from './image-offer.ts'
import { LAB_IMAGES } from './lab-images.ts'
import { OFFICIAL } from './official.ts'

const given = { docker: {} as unknown as Docker, root: '/', official: OFFICIAL }
const unreachable = () => Promise.reject(new LabError('registry-unreachable', 'No image registry answers.', 'Build them.'))

const watched = (offer: ImageOffer) => {
  const states: OfferState[] = []
  offer.subscribe((state) => states.push(state))
  return states
}

describe('the offer of the lab’s images', () => {
  test('says what they cost, either way', () => {
    expect(new ImageOffer(LAB_IMAGES, given, unreachable, () => undefined).state.text).toMatch(
      /^Docker answers here, but the lab’s images are missing: about \d+ MB on the disk, \d+ MB to download, built in about \d+ seconds\.$/,
    )
    expect(new ImageOffer(LAB_IMAGES, given, unreachable, () => 'it needs root').state.text).toMatch(
      /about \d+ MB on the disk, \d+ MB to download\.$/,
    )
  })

  test('takes them from a registry, and tells every step', async () => {
    const offer = new ImageOffer(
      LAB_IMAGES,
      given,
      async (_, offline, tell) => tell({ text: offline ? 'building' : 'pulling', fraction: 0.5 }),
      () => undefined,
    )
    const states = watched(offer)
    await offer.get()
    expect(states.map(({ state, text }) => [state, text])).toEqual([
      ['getting', 'Getting the lab’s images …'],
      ['getting', 'pulling'],
      ['there', expect.stringContaining('Start the lab again')],
    ])
    await offer.get()
    expect(states, 'once is enough').toHaveLength(3)
  })

  test('builds them where no registry answers', async () => {
    const tried: boolean[] = []
    const offer = new ImageOffer(
      LAB_IMAGES,
      given,
      async (_, offline) => {
        tried.push(offline)
        if (!offline) await unreachable()
      },
      () => undefined,
    )
    await offer.get()
    expect(tried).toEqual([false, true])
    expect(offer.state.state).toBe('there')
  })

  test('says why it failed, and can be tried again', async () => {
    const offer = new ImageOffer(LAB_IMAGES, given, unreachable, () => 'it needs root on Linux')
    await offer.get()
    expect(offer.state).toEqual({ state: 'failed', text: 'No image registry answers. Build them.' })
    const states = watched(offer)
    await offer.get()
    expect(states.map(({ state }) => state)).toEqual(['getting', 'failed'])
  })
})

// The small script every lesson page carries: loads the workbench once its learner reaches for it, by the button, by an
// address that ends in #workbench, or, where this exercise was opened before, by scrolling to it. Without a lab behind the page it says so.
import { keptIn } from './kept.ts'
import { labIsThere } from './lab.ts'
import { loaded } from './loaded.ts'
import { later } from './timers.ts'

/** Kept once this exercise was opened. A browser without storage only has to be asked again. */
const remembered = (slug: string) => keptIn(() => localStorage, `opened:${slug}`)

/** `asked`: by the learner just now, so the workbench takes the focus and the window. */
const open = async (workbench: HTMLElement, asked: boolean, there: Promise<boolean>): Promise<void> => {
  const slug = workbench.dataset['workbench']
  const place = workbench.querySelector<HTMLElement>('[data-place]')
  const button = workbench.querySelector('[data-open]')
  const status = workbench.querySelector('[data-loading]')
  if (slug === undefined || !place || workbench.dataset['opened'] !== undefined) return
  workbench.dataset['opened'] = ''
  button?.setAttribute('aria-disabled', 'true')
  if (!(await there)) return
  if (status) status.textContent = 'Loading the workbench…'
  try {
    const { mount } = await loaded(() => import('./mount.tsx'), later)
    mount(place, slug)
    remembered(slug).write(1)
    if (asked) {
      place.focus({ preventScroll: true })
      place.scrollIntoView()
    }
  } catch {
    delete workbench.dataset['opened']
    button?.removeAttribute('aria-disabled')
    if (status) status.textContent = 'The workbench could not be loaded. Is the lab still running? Then try once more.'
  }
}

export const reach = (workbench: HTMLElement): void => {
  const there = labIsThere(import.meta.env.BASE_URL, (address) => fetch(address, { cache: 'no-store' }))
  void there.then((yes) => {
    if (yes) return
    workbench.querySelector('[data-open]')?.remove()
    workbench.querySelector('[data-no-lab]')?.removeAttribute('hidden')
  })
  const slug = workbench.dataset['workbench'] ?? ''
  workbench.querySelector('[data-open]')?.addEventListener('click', () => void open(workbench, true, there))
  const byAddress = () => {
    if (location.hash === '#workbench') void open(workbench, true, there)
  }
  addEventListener('hashchange', byAddress)
  byAddress()
  if (remembered(slug).read() === undefined) return
  const sight = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return
    sight.disconnect()
    void open(workbench, false, there)
  })
  sight.observe(workbench)
}

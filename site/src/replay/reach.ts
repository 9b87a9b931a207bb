// The small script of the page Replay: loads the rest once a file is chosen or dropped, a link pasted, or the address holds a run.
import { loaded } from '../workbench/loaded.ts'
import { later } from '../workbench/timers.ts'
import { pastedIn } from './link.ts'
import type { Given } from './opening.ts'

export const reach = (place: HTMLElement, status: HTMLElement): void => {
  const events = new AbortController()
  const { signal } = events
  const start = async (given: Given) => {
    status.textContent = 'Loading…'
    try {
      const { mount } = await loaded(() => import('./mount.tsx'), later)
      // a second one that was asked for meanwhile
      if (signal.aborted) return
      events.abort()
      mount(place, given)
      status.textContent = ''
    } catch {
      status.textContent = 'The player could not be loaded. Try once more, or reload the page.'
    }
  }
  place.addEventListener(
    'change',
    ({ target }) => {
      const [file] = (target instanceof HTMLInputElement && target.files) || []
      if (file) void start({ file })
    },
    { signal },
  )
  place.addEventListener(
    'submit',
    (event) => {
      event.preventDefault()
      if (event.target instanceof HTMLFormElement) void start({ link: pastedIn(event.target) })
    },
    { signal },
  )
  place.addEventListener('dragover', (event) => event.preventDefault(), { signal })
  place.addEventListener(
    'drop',
    (event) => {
      event.preventDefault()
      const [file] = event.dataTransfer?.files ?? []
      if (file) void start({ file })
    },
    { signal },
  )
  const byAddress = () => {
    if (location.hash.startsWith('#r=')) void start({ link: location.hash })
  }
  addEventListener('hashchange', byAddress, { signal })
  byAddress()
  document.querySelector('[data-examples]')?.removeAttribute('hidden')
  for (const example of document.querySelectorAll<HTMLElement>('[data-example]'))
    example.addEventListener('click', () => (location.hash = example.dataset['example'] ?? ''))
}

// The small script of the page Watch: loads the rest where lab watch serves it.
import { watchIsThere } from '../workbench/lab.ts'
import { loaded } from '../workbench/loaded.ts'
import { later } from '../workbench/timers.ts'

export const reach = async (place: HTMLElement, status: HTMLElement): Promise<void> => {
  if (!(await watchIsThere(import.meta.env.BASE_URL, (address) => fetch(address, { cache: 'no-store' })))) return
  status.textContent = 'Loading…'
  try {
    const { mount } = await loaded(() => import('./mount.tsx'), later)
    mount(place)
    status.textContent = ''
  } catch {
    status.textContent = 'What shows the wire could not be loaded. Reload the page.'
  }
}

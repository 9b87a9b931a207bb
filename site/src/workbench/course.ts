// Shows on every page how far the course is: a mark beside each lesson's name in the sidebar and in the list, and on the home page the way
// back to the lesson that was open last.
import { progressIn, type Best } from './progress.ts'

const progress = progressIn(() => localStorage)

const markOf = ({ points, of }: Best): HTMLElement => {
  const mark = document.createElement('span')
  mark.className = 'lesson-mark'
  mark.dataset['passed'] = String(points === of)
  const seen = mark.appendChild(document.createElement('span'))
  seen.ariaHidden = 'true'
  seen.textContent = points === of ? '✓' : `${points}/${of}`
  const heard = mark.appendChild(document.createElement('span'))
  heard.className = 'sr-only'
  heard.textContent = points === of ? ' (passed)' : ` (${points} of ${of} points)`
  return mark
}

export const showProgress = (): void => {
  for (const mark of document.querySelectorAll('.lesson-mark')) mark.remove()
  const { lessons, last } = progress.read()
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav.sidebar a[href], ol.lessons a[href]')) {
    const best = lessons[link.pathname]
    if (best) link.append(markOf(best))
  }
  const on = document.querySelector<HTMLElement>('[data-continue]')
  const link = on?.querySelector('a')
  if (!on || !link || !last) return
  link.href = last.path
  link.textContent = `Continue with “${last.title}”`
  on.hidden = false
}

/** A check of the exercise on this page was judged. */
export const checked = (check: Best): void => {
  progress.checked(location.pathname, check)
  showProgress()
}

/** To be called once a page. */
export const followCourse = (): void => {
  const lesson = document.querySelector<HTMLElement>('[data-lesson]')?.dataset['lesson']
  if (lesson !== undefined) progress.opened(location.pathname, lesson)
  showProgress()
}

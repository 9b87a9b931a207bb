// Plays a demo on its page: shows one shot after the other, by itself, by steps or by the slider (whose keys are the browser's own).
// All it knows was put into the page at build. Who prefers less motion sees the steps without the flights between them.
import type { Shot, Spot } from './shots.ts'

interface Played {
  readonly shots: readonly Shot[]
  /** The scene at which the question is answered, and which number of the picture answers it. */
  readonly answer?: { readonly scene: number; readonly text: string }
}

const FLIGHT_MS = 900
/** How long a shot stays: its flight, and the time its sentence takes to read. */
const stays = ({ says }: Shot): number => FLIGHT_MS + 700 + 22 * says.length

export function playable(demo: HTMLElement): void {
  const { shots, answer } = JSON.parse(demo.dataset['film'] ?? '{"shots":[]}') as Played
  const [play, back, step] = ['[data-play]', '[data-back]', '[data-step]'].map((selector) => demo.querySelector<HTMLButtonElement>(selector))
  const scrub = demo.querySelector<HTMLInputElement>('[data-scrub]')
  const says = demo.querySelector<HTMLElement>('[data-says]')
  const controls = demo.querySelector<HTMLElement>('[data-controls]')
  if (!play || !back || !step || !scrub || !says || !controls) return

  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let at = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let answered = false

  const show = (next: number, moving: boolean) => {
    const shot = shots[next]
    if (shot === undefined) return
    at = next
    draw(demo, shot, moving && !calm.matches)
    says.textContent = shot.says
    const event = demo.querySelector('[data-event]')
    if (event) event.textContent = `${next + 1} of ${shots.length} · event ${shot.event}`
    scrub.value = String(next)
    scrub.setAttribute('aria-valuetext', `${next + 1} of ${shots.length}. ${shot.says}`)
    back.toggleAttribute('disabled', next === 0)
    step.toggleAttribute('disabled', next === shots.length - 1)
    if (answer) tell(demo, answer.text, next === answer.scene)
  }

  const pause = () => {
    clearTimeout(timer)
    timer = undefined
    says.setAttribute('aria-live', 'polite')
    play.textContent = at === shots.length - 1 ? 'Play again' : 'Play'
  }
  const goOn = () => {
    const shot = shots[at]
    // the answer is left standing once: who plays again has read it
    const stop = at === shots.length - 1 || (at === answer?.scene && !answered)
    if (at === answer?.scene) answered = true
    if (shot === undefined || stop) return pause()
    timer = setTimeout(() => {
      show(at + 1, true)
      goOn()
    }, stays(shot))
  }
  play.addEventListener('click', () => {
    if (timer !== undefined) return pause()
    // sentences that come by themselves would talk over each other
    says.setAttribute('aria-live', 'off')
    play.textContent = 'Pause'
    show(at === shots.length - 1 ? 0 : at + 1, at !== shots.length - 1)
    goOn()
  })
  const jump = (next: number, moving: boolean) => {
    show(next, moving)
    pause()
  }
  back.addEventListener('click', () => jump(at - 1, false))
  step.addEventListener('click', () => jump(at + 1, true))
  scrub.addEventListener('input', () => jump(Number(scrub.value), false))

  for (const input of demo.querySelectorAll<HTMLInputElement>('input[type=radio]')) input.hidden = false
  demo.querySelector('[data-plain]')?.remove()
  controls.hidden = false
  show(0, false)
}

function draw(demo: HTMLElement, shot: Shot, moving: boolean): void {
  for (const token of demo.querySelectorAll<SVGGElement>('[data-token]')) {
    const [x, y, look, again] = shot.tokens[Number(token.dataset['token'])] ?? []
    put(token, 'look', look)
    put(token, 'again', again === 1 ? '' : undefined)
    if (x === undefined || y === undefined) continue
    token.style.transform = translate([x, y])
    const way = shot.flights[Number(token.dataset['token'])]
    for (const running of token.getAnimations()) running.cancel()
    if (moving && way !== undefined && way.length > 1) token.animate(way.map(keyframe), { duration: FLIGHT_MS, easing: 'ease-in-out' })
  }
  for (const kept of demo.querySelectorAll<SVGGElement>('[data-kept]')) {
    const spot = shot.kept[Number(kept.dataset['kept'])]
    put(kept, 'shown', spot && '')
    if (spot) kept.style.transform = translate(spot)
  }
  for (const text of demo.querySelectorAll<SVGTextElement>('[data-text]')) {
    const said = shot.texts[text.dataset['text'] ?? ''] ?? ''
    text.textContent = said
    put(text, 'some', / [1-9]/.test(said) ? '' : undefined)
  }
  for (const box of demo.querySelectorAll<SVGGElement>('[data-box]'))
    put(box, 'state', shot.texts[(box.dataset['box'] ?? '').replace('program:', 'status:')])
  fly(demo.querySelector('[data-frame]'), shot.frame, moving)
}

/** A frame without a message passes by: it has no place of its own to rest in. */
function fly(frame: SVGGElement | null, shown: Shot['frame'], moving: boolean): void {
  for (const running of frame?.getAnimations() ?? []) running.cancel()
  if (!frame || !shown || !moving) return
  const [name, from, to] = shown
  const text = frame.querySelector('text')
  if (text) text.textContent = name
  put(frame, 'flying', '')
  const flight = frame.animate([from, to].map(keyframe), { duration: FLIGHT_MS, easing: 'ease-in-out' })
  const landed = () => put(frame, 'flying', undefined)
  flight.addEventListener('finish', landed)
  flight.addEventListener('cancel', landed)
}

/** The answer stands under the picture at its scene, and what answers it is marked in the picture. */
function tell(demo: HTMLElement, asked: string, now: boolean): void {
  const place = demo.querySelector<HTMLElement>('[data-answer]')
  const text = demo.querySelector<SVGTextElement>(`[data-text="${CSS.escape(asked)}"]`)
  if (text) put(text, 'asked', now ? '' : undefined)
  if (!place) return
  const chosen = demo.querySelector<HTMLInputElement>('input[type=radio]:checked')?.closest('label')
  const right = chosen?.dataset['right'] !== undefined
  const said = !chosen ? '' : right ? 'As you said: ' : `You said “${chosen.innerText.trim()}”. It is: `
  place.textContent = now ? `${said}${place.dataset['right'] ?? ''}. ${place.dataset['because'] ?? ''}` : ''
}

const put = (element: SVGElement, name: string, value: string | undefined): void => {
  if (value === undefined) element.removeAttribute(`data-${name}`)
  else element.setAttribute(`data-${name}`, value)
}
const translate = ([x, y]: Spot): string => `translate(${x}px, ${y}px)`
const keyframe = (spot: Spot): Keyframe => ({ transform: translate(spot) })

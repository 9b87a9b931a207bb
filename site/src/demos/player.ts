// Plays a film in its figure: shows one shot after the other, by itself, by steps or by the slider (whose keys are the browser's own).
// Who prefers less motion sees the steps without the flights between them.
import type { Shot, Spot } from './shots.ts'

export interface Played {
  readonly shots: readonly Shot[]
  /** The scene at which the question is answered, and which number of the picture answers it. */
  readonly answer?: { readonly scene: number; readonly text: string }
}

const FLIGHT_MS = 900
/** How long a shot stays: its flight, and the time its sentence takes to read. */
const stays = ({ says }: Shot): number => FLIGHT_MS + 700 + 22 * says.length

export interface Player extends Disposable {
  /** The last shot's number, from 0. */
  readonly last: number
  /** The one that is shown. */
  readonly at: number
  /** Stops, and shows a shot. `moving`: with the flights into it. `quiet`: a screen reader is not to read its sentence. */
  show(shot: number, how?: { readonly moving?: boolean; readonly quiet?: boolean }): void
}

/** `shown` hears of each shot, and whether more follow by themselves. */
export function playable(demo: HTMLElement, { shots, answer }: Played, shown?: (shot: number, playing: boolean) => void): Player | undefined {
  const [play, back, step] = ['[data-play]', '[data-back]', '[data-step]'].map((selector) => demo.querySelector<HTMLButtonElement>(selector))
  const scrub = demo.querySelector<HTMLInputElement>('[data-scrub]')
  const says = demo.querySelector<HTMLElement>('[data-says]')
  const controls = demo.querySelector<HTMLElement>('[data-controls]')
  if (!play || !back || !step || !scrub || !says || !controls) return undefined

  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const pace = demo.querySelector<HTMLSelectElement>('[data-speed]')
  const speed = () => Number(pace?.value ?? 1)
  let at = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let playing = false
  let answered = false

  const show = (next: number, moving: boolean) => {
    const shot = shots[next]
    if (shot === undefined) return
    at = next
    draw(demo, shot, moving && !calm.matches ? FLIGHT_MS / speed() : 0)
    says.textContent = shot.says
    const event = demo.querySelector('[data-event]')
    if (event) event.textContent = `${next + 1} of ${shots.length} · event ${shot.event}`
    scrub.value = String(next)
    scrub.setAttribute('aria-valuetext', `${next + 1} of ${shots.length}. ${shot.says}`)
    // not disabled: it would lose the focus, and with it the keyboard's place
    back.setAttribute('aria-disabled', String(next === 0))
    step.setAttribute('aria-disabled', String(next === shots.length - 1))
    if (answer) tell(demo, answer.text, next === answer.scene)
    shown?.(next, playing)
  }

  const name = () => {
    play.textContent = at === shots.length - 1 ? 'Play again' : 'Play'
  }
  const pause = () => {
    clearTimeout(timer)
    playing = false
    says.setAttribute('aria-live', 'polite')
    name()
  }
  const wait = () => {
    const shot = shots[at]
    if (shot === undefined) return
    clearTimeout(timer)
    timer = setTimeout(
      () => {
        show(at + 1, true)
        goOn()
      },
      stays(shot) / speed(),
    )
  }
  const goOn = () => {
    // the answer is left standing once: who plays again has read it
    const stop = at >= shots.length - 1 || (at === answer?.scene && !answered)
    if (at === answer?.scene) answered = true
    if (stop) pause()
    else wait()
  }
  play.addEventListener('click', () => {
    if (playing) return pause()
    playing = true
    // sentences that come by themselves would talk over each other
    says.setAttribute('aria-live', 'off')
    play.textContent = 'Pause'
    show(at === shots.length - 1 ? 0 : at + 1, at !== shots.length - 1)
    goOn()
  })
  const jump = (next: number, moving: boolean, quiet = false) => {
    pause()
    if (quiet) says.setAttribute('aria-live', 'off')
    show(next, moving)
    name()
  }
  back.addEventListener('click', () => jump(at - 1, false))
  step.addEventListener('click', () => jump(at + 1, true))
  scrub.addEventListener('input', () => jump(Number(scrub.value), false))
  pace?.addEventListener('change', () => {
    if (playing) wait()
  })

  for (const input of demo.querySelectorAll<HTMLInputElement>('input[type=radio]')) input.hidden = false
  demo.querySelector('[data-plain]')?.remove()
  controls.hidden = false
  show(0, false)
  return {
    last: shots.length - 1,
    get at() {
      return at
    },
    show: (next, { moving = false, quiet = false } = {}) => jump(next, moving, quiet),
    [Symbol.dispose]: pause,
  }
}

/** `flightMs` 0: nothing flies. */
function draw(demo: HTMLElement, shot: Shot, flightMs: number): void {
  for (const token of demo.querySelectorAll<SVGGElement>('[data-token]')) {
    const [x, y, look, again] = shot.tokens[Number(token.dataset['token'])] ?? []
    put(token, 'look', look)
    put(token, 'again', again === 1 ? '' : undefined)
    if (x === undefined || y === undefined) continue
    token.style.transform = translate([x, y])
    const way = shot.flights[Number(token.dataset['token'])]
    for (const running of token.getAnimations()) running.cancel()
    if (flightMs > 0 && way !== undefined && way.length > 1) token.animate(way.map(keyframe), { duration: flightMs, easing: 'ease-in-out' })
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
  fly(demo.querySelector('[data-frame]'), shot.frame, flightMs)
}

/** A frame without a message passes by: it has no place of its own to rest in. */
function fly(frame: SVGGElement | null, shown: Shot['frame'], flightMs: number): void {
  for (const running of frame?.getAnimations() ?? []) running.cancel()
  if (!frame || !shown || flightMs === 0) return
  const [name, from, to] = shown
  const text = frame.querySelector('text')
  if (text) text.textContent = name
  put(frame, 'flying', '')
  const flight = frame.animate([from, to].map(keyframe), { duration: flightMs, easing: 'ease-in-out' })
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

// The canvas and what fingers, mouse and keys do with it. It draws once a frame at most, and only after something changed.
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { inNextFrame } from '../frames.ts'
import { watchTheme } from '../theme.ts'
import { later } from '../timers.ts'
import type { Choice } from './choice.ts'
import { inksOf, type Inks } from './inks.ts'
import { AXIS, HEAD, barAt, boxesOf, heightOf, type Box } from './layout.ts'
import { paint } from './paint.ts'
import { Scale } from './scale.ts'
import { newestOf, pannedBy, showing, wholeOf, zoomedBy, type Window } from './window.ts'

export interface Showing {
  readonly timeline: Timeline
  readonly selected: number | undefined
  readonly evidence: ReadonlySet<number>
  readonly choice: Choice
}

export interface PictureOptions {
  /** Scrolls from top to bottom; the canvas stays in its sight. */
  readonly box: HTMLElement
  readonly canvas: HTMLCanvasElement
  /** Stands for the height of all lanes. */
  readonly room: HTMLElement
  readonly select: (copy: number | undefined) => void
  readonly followed: (follows: boolean) => void
}

const DRAGS = 4
const STEP = 120
/** Of what comes in by itself, ms from one drawing to the next. */
const PAINTED_EVERY_MS = 45

export class Picture implements Disposable {
  readonly #given: PictureOptions
  readonly #ended = new AbortController()
  readonly #unwatch: (() => void)[] = []
  #showing: Showing | undefined
  #scale = new Scale()
  #scaled: Timeline | undefined
  #window: Window = { left: 0, zoom: 1 }
  #boxes: readonly Box[] = []
  #follows = true
  #frame: (() => void) | undefined
  #soon: (() => void) | undefined
  #painted = -Infinity
  /** As they were told: to ask the page for them, once events have changed it, would have it laid out in the middle of a frame. */
  #size = { width: 0, height: 0 }
  #scrolled = 0
  #inks: Inks | undefined

  constructor(given: PictureOptions) {
    this.#given = given
    const { box, canvas } = given
    const sized = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {}
      this.#size = { width, height }
      this.draw()
    })
    sized.observe(canvas)
    this.#unwatch.push(
      () => sized.disconnect(),
      watchTheme(document.documentElement, () => {
        this.#inks = undefined
        this.draw()
      }),
    )
    const { signal } = this.#ended
    const scrolled = () => {
      this.#scrolled = box.scrollTop
      this.draw()
    }
    box.addEventListener('scroll', scrolled, { signal, passive: true })
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false })
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal })
  }

  show(showing: Showing): void {
    this.#showing = showing
    this.showMore()
  }

  /** More of its events are placed. In a flood, every third frame: the others are for what else comes in. */
  showMore(): void {
    const wait = this.#painted + PAINTED_EVERY_MS - performance.now()
    if (wait > 0) this.#soon ??= later(wait, () => this.draw())
    else this.draw()
  }

  follow(follows: boolean): void {
    if (follows === this.#follows) return
    this.#follows = follows
    this.#given.followed(follows)
    this.draw()
  }

  zoom(by: number, x = this.#width / 2): void {
    this.#move(zoomedBy(this.#window, by, x, this.#scale.end, this.#width))
  }

  pan(steps: number): void {
    this.#move(pannedBy(this.#window, steps * STEP, this.#scale.end, this.#width))
  }

  whole(): void {
    this.#move(wholeOf(this.#scale.end, this.#width))
  }

  /** Brings into sight what these events, by their places, began or ended; and a copy's last bar from top to bottom. */
  reveal(from: number, to: number, copy?: number): void {
    this.#settle()
    const window = showing(this.#window, this.#scale.of(from), this.#scale.of(to), this.#scale.end, this.#width)
    if (window.left !== this.#window.left) this.#move(window)
    const bar = copy === undefined ? undefined : this.#showing?.timeline.barsOf(copy).at(-1)
    const lane = this.#boxes.find((box) => box.lane === bar?.lane)
    if (bar && lane) {
      const { box } = this.#given
      const y = lane.rows + bar.row * lane.rowHeight
      if (lane.top < box.scrollTop + AXIS) box.scrollTop = lane.top - AXIS
      else if (y + HEAD > box.scrollTop + box.clientHeight) box.scrollTop = y + 2 * HEAD - box.clientHeight
    }
    this.draw()
  }

  draw(): void {
    this.#soon?.()
    this.#soon = undefined
    this.#frame ??= inNextFrame(() => {
      this.#frame = undefined
      this.#painted = performance.now()
      this.#paint()
    })
  }

  get #width(): number {
    return this.#size.width
  }

  #move(window: Window): void {
    this.#window = window
    this.follow(false)
    this.draw()
  }

  /** What the new events make of the lanes, the scale and the window. */
  #settle(): void {
    const timeline = this.#showing?.timeline
    if (timeline === undefined || this.#width === 0) return
    if (timeline !== this.#scaled || timeline.placed < this.#scale.count) this.#scale = new Scale()
    this.#scaled = timeline
    this.#scale.grow(timeline.events, timeline.placed)
    this.#boxes = boxesOf(timeline)
    const below = `${Math.max(0, heightOf(this.#boxes) - this.#size.height)}px`
    if (this.#given.room.style.height !== below) this.#given.room.style.height = below
    if (this.#follows) this.#window = newestOf(this.#scale.end, this.#width)
  }

  #paint(): void {
    const { canvas } = this.#given
    const { width, height } = this.#size
    const on = canvas.getContext('2d', { alpha: false })
    if (on === null || width === 0 || this.#showing === undefined) return
    this.#settle()
    const dots = devicePixelRatio
    if (canvas.width !== Math.round(width * dots)) canvas.width = Math.round(width * dots)
    if (canvas.height !== Math.round(height * dots)) canvas.height = Math.round(height * dots)
    on.setTransform(dots, 0, 0, dots, 0, 0)
    this.#inks ??= inksOf(canvas)
    const { timeline, selected, evidence, choice } = this.#showing
    const scrolled = this.#scrolled
    paint(on, {
      timeline,
      selected,
      evidence,
      choice,
      boxes: this.#boxes,
      scale: this.#scale,
      window: this.#window,
      width,
      height,
      scrolled,
      inks: this.#inks,
    })
  }

  #wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      this.zoom(Math.exp(-event.deltaY / 200), event.offsetX)
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault()
      this.#move(pannedBy(this.#window, event.deltaX || event.deltaY, this.#scale.end, this.#width))
    }
  }

  #press(down: PointerEvent): void {
    if (down.button !== 0) return
    const { canvas, box, select } = this.#given
    const ended = new AbortController()
    const signal = AbortSignal.any([this.#ended.signal, ended.signal])
    const from = this.#window
    let dragged = false
    const moved = (event: PointerEvent) => {
      dragged ||= Math.abs(event.clientX - down.clientX) > DRAGS
      if (dragged) this.#move(pannedBy(from, down.clientX - event.clientX, this.#scale.end, this.#width))
    }
    const up = (event: PointerEvent) => {
      ended.abort()
      if (!dragged) select(barAt(this.#boxes, this.#scale, this.#window, event.offsetX, event.offsetY + box.scrollTop)?.copy)
    }
    canvas.setPointerCapture(down.pointerId)
    canvas.addEventListener('pointermove', moved, { signal })
    canvas.addEventListener('pointerup', up, { signal })
    canvas.addEventListener('pointercancel', () => ended.abort(), { signal })
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
    for (const unwatch of this.#unwatch) unwatch()
    this.#frame?.()
    this.#soon?.()
  }
}

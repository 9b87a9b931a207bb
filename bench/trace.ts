// What a page's main thread did, from a trace of Chromium's.
import { z } from 'zod'

const TraceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number().default(0),
  dur: z.number().optional(),
  tdur: z.number().optional(),
  args: z.record(z.string(), z.unknown()).optional(),
})
type TraceEvent = z.infer<typeof TraceEvent>

/** Milliseconds, each. `wall` counts what else runs on the machine, `cpu` the thread alone. */
export interface MainThread {
  readonly tasks: { readonly wall: readonly number[]; readonly cpu: readonly number[] }
  /** All tasks after a frame was drawn, up to the one that draws the next. */
  readonly frames: { readonly wall: readonly number[]; readonly cpu: readonly number[] }
  /** From the drawing of one frame to that of the next. */
  readonly between: readonly number[]
}

const isTask = ({ name, ph }: TraceEvent): boolean => ph === 'X' && /(^|::)RunTask$/.test(name)

/** From the first mark of that name on (performance.mark). */
export function mainThreadOf(trace: string, mark: string): MainThread {
  const { traceEvents } = z.object({ traceEvents: z.array(TraceEvent) }).parse(JSON.parse(trace))
  const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.['name'] === 'CrRendererMain')
  const threads = mains.map(({ pid, tid }) => traceEvents.filter((event) => event.pid === pid && event.tid === tid))
  const busiest = threads.sort((a, b) => b.length - a.length)[0] ?? []
  const begun = busiest.find(({ name }) => name === mark)?.ts
  if (begun === undefined) throw new Error(`the trace has no mark ${mark}`)
  const tasks = busiest.filter(isTask).sort((a, b) => a.ts - b.ts)
  const renders = busiest.filter(({ name, ph, ts }) => name === 'AnimationFrame::Render' && ph === 'b' && ts >= begun).map(({ ts }) => ts)
  if (tasks.length === 0 || renders.length < 2) throw new Error('the trace shows no main thread that drew frames')
  const drawing = renders.sort((a, b) => a - b).map((at) => tasks.findLastIndex(({ ts }) => ts <= at))
  const frames = drawing.slice(1).map((task, index) => {
    const within = tasks.slice((drawing[index] ?? 0) + 1, task + 1)
    return { wall: sum(within.map(wallOf)), cpu: sum(within.map(cpuOf)) }
  })
  return {
    tasks: { wall: tasks.map(wallOf), cpu: tasks.map(cpuOf) },
    frames: { wall: frames.map(({ wall }) => wall), cpu: frames.map(({ cpu }) => cpu) },
    between: renders.slice(1).map((end, index) => (end - (renders[index] ?? 0)) / 1000),
  }
}

const wallOf = ({ dur = 0 }: TraceEvent): number => dur / 1000
const cpuOf = ({ tdur, dur = 0 }: TraceEvent): number => (tdur ?? dur) / 1000
export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

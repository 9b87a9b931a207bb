// What the workbench costs while a Recording comes in: 10,000 events in 2 s, from a trace of the page's main thread.
//   npm run bench -- timeline [--events N] [--seconds S] [--runs N] [--load N] [--trace FILE]
// The lab here only floods (flooding-lab.ts). A page draws at most 60 frames a second, so a frame has 16.7 ms. `--load`: a Recording of so
// many events is then opened on the page Replay. `--trace` keeps the last run's trace, for chrome://tracing. Needs Chromium (LAB_CHROMIUM).
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { toJsonl } from '@ackademy/contract/jsonl.ts'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from '../site/browser/served-lab.ts'
import { flood, header } from './flood.ts'
import { serveFlood } from './flooding-lab.ts'
import { quantile } from './quantiles.ts'
import { mainThreadOf, sum } from './trace.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '2' },
    runs: { type: 'string', default: '3' },
    load: { type: 'string', default: '100000' },
    trace: { type: 'string' },
  },
})
const [count, overMs, runs, load] = [Number(values.events), Number(values.seconds) * 1000, Number(values.runs), Number(values.load)]
const MB = 1e6
/** An editor looks through its file some time after it has opened it. */
const SETTLED_MS = 1500
const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'blink.user_timing',
  ...(values.trace === undefined ? [] : ['disabled-by-default-v8.cpu_profiler']),
]

await using lab = await serveFlood(flood(count, overMs), overMs)
const browser = await openChromium(['--enable-precise-memory-info'])
try {
  for (let run = 1; run <= runs; run++) await flooded(browser, run)
  if (load > 0) for (let run = 1; run <= runs; run++) await loaded(browser, run)
} finally {
  await browser.close()
}

async function flooded(chromium: Browser, run: number): Promise<void> {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(new URL('lessons/receiving-and-acknowledging/#workbench', lab.url).href)
  await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
  await page.getByTestId('timeline').scrollIntoViewIfNeeded()
  await page.waitForTimeout(SETTLED_MS)
  await chromium.startTracing(page, { categories: CATEGORIES })
  const most = await page.evaluate(poured, count)
  const trace = (await chromium.stopTracing()).toString()
  if (values.trace !== undefined) await writeFile(values.trace, trace)
  const { tasks, frames, between } = mainThreadOf(trace, 'flood')
  console.log(`run ${run}: ${count} events in ${overMs / 1000} s, drawn in ${frames.wall.length} frames`)
  console.log(row('main thread’s work a frame', frames.wall))
  console.log(row('  of its own processor time', frames.cpu))
  console.log(row('one task', tasks.wall))
  console.log(row('  of its own processor time', tasks.cpu))
  console.log(row('from frame to frame', between))
  console.log(`${'all frames together'.padEnd(32)} ${sum(frames.wall).toFixed(0)} ms`)
  console.log(`${'heap'.padEnd(32)} most ${mb(most)}, kept ${mb(await kept(page))}`)
  await page.close()
}

/** In the page: begins the flood; resolves with the most heap that was in use, once all events are drawn. */
async function poured(events: number): Promise<number> {
  // what it takes to get this function here is no part of it
  await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  performance.mark('flood')
  document.querySelector<HTMLElement>('[data-testid="run-consumer"]')?.click()
  const timeline = document.querySelector<HTMLElement>('[data-testid="timeline"]')
  const heap = () => ('memory' in performance ? (performance.memory as { usedJSHeapSize: number }).usedJSHeapSize : 0)
  return new Promise((resolve) => {
    let most = 0
    const look = () => {
      most = Math.max(most, heap())
      if (Number(timeline?.dataset['count']) < events) requestAnimationFrame(look)
      else requestAnimationFrame(() => resolve(most))
    }
    look()
  })
}

async function loaded(chromium: Browser, run: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ackademy-bench-'))
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 } })
  try {
    const file = path.join(folder, 'long.jsonl')
    await writeFile(file, toJsonl({ header, events: flood(load, load / 5) }))
    await page.goto(new URL('replay/', lab.url).href)
    const client = await page.context().newCDPSession(page)
    await client.send('Performance.enable', { timeDomain: 'threadTicks' })
    const busy = async () => (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
    const before = await busy()
    const from = performance.now()
    await page.getByTestId('file-1').setInputFiles(file)
    await page.getByTestId('film').getByTestId('demo-play').waitFor({ timeout: 60_000 })
    await page.evaluate(() => new Promise(requestAnimationFrame))
    const since = async () =>
      `${((performance.now() - from) / 1000).toFixed(2)} s (${((await busy()) - before).toFixed(2)} s of the main thread’s own time)`
    const shown = await since()
    await page.waitForFunction((count) => Number(document.querySelector<HTMLElement>('[data-testid="timeline"]')?.dataset['count']) === count, load)
    console.log(
      `run ${run}: a file of ${load} events is shown after ${shown}, all in its timeline after ${await since()}; heap kept ${mb(await kept(page))}`,
    )
  } finally {
    await page.close()
    await rm(folder, { recursive: true })
  }
}

async function kept(page: Page): Promise<number> {
  await page.requestGC()
  const client = await page.context().newCDPSession(page)
  return (await client.send('Runtime.getHeapUsage')).usedSize
}

function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(0)} MB`
}

function row(what: string, samples: readonly number[]): string {
  const [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1].map((share) => quantile(samples, share).toFixed(1).padStart(6))
  return `${what.padEnd(32)} p50 ${p50}   p95 ${p95}   p99 ${p99}   most ${most} ms`
}

// The lab as a person starts it: a process of its own, reached by the address it prints. And Chromium, where there is one.
import { AxeBuilder } from '@axe-core/playwright'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { once } from 'node:events'
import { chromium, type Browser, type Page } from 'playwright-core'

const root = path.resolve(import.meta.dirname, '../..')
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Chromium's path: LAB_CHROMIUM, or where packages put it. */
export const chromiumPath = (): string | undefined => process.env['LAB_CHROMIUM'] || places.find((place) => existsSync(place))

const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export function openChromium(more: readonly string[] = []): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: chromiumPath() ?? '', args: [...quiet, ...asRoot, ...more] })
}

export interface ServedLab extends AsyncDisposable {
  /** The address this start printed. */
  readonly entry: string
  readonly port: number
  /** Of the start that runs. */
  readonly pid: number
  /** SIGKILL, and a new start on the same port with the same data: what a crash looks like to a page. */
  restart(): Promise<void>
}

export async function serveLab(env: Record<string, string> = {}): Promise<ServedLab> {
  const data = await mkdtemp(path.join(tmpdir(), 'ackademy-browser-'))
  let running = await start({ LAB_ENGINE: 'embedded', ...env, LAB_DATA: data, PORT: '0' })
  const { port } = running
  return {
    get entry() {
      return running.entry
    },
    port,
    get pid() {
      return running.child.pid ?? 0
    },
    async restart() {
      await end(running.child, 'SIGKILL')
      running = await start({ LAB_ENGINE: 'embedded', ...env, LAB_DATA: data, PORT: String(port) })
    },
    async [Symbol.asyncDispose]() {
      await end(running.child, 'SIGTERM')
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function start(env: Record<string, string>): Promise<{ child: ChildProcess; entry: string; port: number }> {
  const child = spawn(process.execPath, ['lab-server/src/main.ts'], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const entry = await new Promise<string>((resolve, reject) => {
    const read = (bytes: Buffer) => {
      said += bytes.toString()
      const address = /http:\/\/\S+token=\S+/.exec(said)?.[0]
      if (address) resolve(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => reject(new Error(`the lab did not start: ${said}`)))
  })
  return { child, entry, port: Number(new URL(entry).port) }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Keeps a picture for people to look at, in ci-output/. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = path.join(root, 'ci-output')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}

/** What axe finds serious or critical on the page, or within what `within` selects: each rule with the first element that breaks it. */
export async function seriousViolations(page: Page, within?: string): Promise<string[]> {
  // The code blocks' own script makes those that scroll focusable, once the browser has nothing else to do.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.expressive-code pre')].every((pre) => pre.scrollWidth <= pre.clientWidth || pre.hasAttribute('tabindex')),
  )
  // Legacy: without a second page that gathers from frames. There are none, and it takes four times as long.
  const axe = new AxeBuilder({ page })
  const { violations } = await (within === undefined ? axe : axe.include(within))
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${String(nodes[0]?.target)}`)
}

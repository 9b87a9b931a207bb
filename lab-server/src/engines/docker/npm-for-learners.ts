// npm for the learner's image, and its cache with the course's packages: `npm install amqplib` works where nothing can be reached. In the cache npm finds
// of each package the version that the course has, as the newest there is; its tarball is the registry's own, to the byte.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { LabError } from '../../errors.ts'

const REGISTRY = 'https://registry.npmjs.org/'
/** Where there is no npm that can be copied. */
const NPM = 'npm@11'
/** Of npm's own folder: only manuals. */
const MANUALS = ['docs', 'man']

/** As npm itself reads it, from its own folder (https://docs.npmjs.com/cli/configuring-npm/npmrc: "npm builtin config file"). */
const CONFIG = ['offline=true', 'cache=/tmp/.npm-cache', 'logs-max=0', 'audit=false', 'fund=false', 'update-notifier=false'].join('\n') + '\n'

/** npm writes into its cache even where it only reads, and what is in the image can't be written. */
const LAUNCHER = `#!/bin/sh
[ -d /tmp/.npm-cache ] || cp -R /opt/npm-cache /tmp/.npm-cache
exec /usr/local/bin/node /opt/npm/bin/npm-cli.js "$@"
`

/** Puts opt/npm and opt/npm-cache into `stage`. `packages`: by the folder each is installed in, its name. Throws LabError `engine-failed`. */
export async function gatherNpm(root: string, stage: string, packages: ReadonlyMap<string, string>): Promise<void> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'ackademy-npm-'))
  try {
    const npm = path.join(stage, 'opt/npm')
    await cp(await npmFolder(temporary), npm, {
      recursive: true,
      filter: (file) => !MANUALS.includes(path.basename(file)) || file.includes('node_modules/npm/node_modules'),
    })
    await writeFile(path.join(npm, 'npmrc'), CONFIG)
    await writeFile(path.join(npm, 'npm'), LAUNCHER, { mode: 0o755 })
    await fillCache(path.join(stage, 'opt/npm-cache/_cacache'), npm, await published(root, packages, temporary))
  } catch (cause) {
    if (cause instanceof LabError) throw cause
    throw new LabError(
      'engine-failed',
      `npm’s part of the learner’s image could not be made: ${cause instanceof Error ? cause.message : String(cause)}`,
      'It asks npm’s cache for the course’s packages, and the registry for what is not there. Is it reached? npm ping tells.',
      { cause },
    )
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** npm as it was started with; undefined where the lab was started without. */
async function npmCli(): Promise<string | undefined> {
  const script = process.env['npm_execpath']
  if (script !== undefined && path.basename(script) === 'npm-cli.js') return realpath(script)
  const places = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'npm'))
  const found = places.find((place) => existsSync(place))
  return found === undefined ? undefined : realpath(found)
}

async function runNpm(args: readonly string[], folder: string): Promise<void> {
  const cli = await npmCli()
  if (cli === undefined) throw new Error('npm is not found')
  // npm's own Node: a distribution's npm may run on the distribution's only
  await promisify(execFile)(process.env['npm_node_execpath'] ?? process.execPath, [cli, ...args, '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
  })
}

/** The machine's, where it holds all it needs; some distributions scatter it: then the registry's. */
async function npmFolder(temporary: string): Promise<string> {
  const cli = await npmCli()
  const own = cli && path.resolve(path.dirname(cli), '..')
  if (own && existsSync(path.join(own, 'node_modules/cacache'))) return own
  await runNpm(['install', NPM, '--prefix', temporary], temporary)
  return path.join(temporary, 'node_modules/npm')
}

interface Published {
  readonly name: string
  readonly version: string
  readonly manifest: Readonly<Record<string, unknown>>
  readonly tarball: Buffer
  readonly integrity: string
}

const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })) })
const Manifest = z.looseObject({ name: z.string(), version: z.string() })

/** Each package as the registry has it, and package-lock.json vouches for. */
async function published(root: string, packages: ReadonlyMap<string, string>, temporary: string): Promise<Published[]> {
  const lock = Lock.parse(JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')))
  const manifests = await Promise.all(
    [...packages.keys()].map(async (folder) => ({
      folder,
      manifest: Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))),
    })),
  )
  await runNpm(['pack', '--prefer-offline', ...manifests.map(({ manifest }) => `${manifest.name}@${manifest.version}`)], temporary)
  return Promise.all(
    manifests.map(async ({ folder, manifest }) => {
      const { name, version } = manifest
      const tarball = await readFile(path.join(temporary, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`))
      const { integrity } = lock.packages[path.relative(root, folder).split(path.sep).join('/')] ?? {}
      if (integrity === undefined || integrityOf(tarball) !== integrity) throw new Error(`${name}@${version} is not the one package-lock.json names`)
      return { name, version, manifest, tarball, integrity }
    }),
  )
}

const integrityOf = (bytes: Buffer): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`

/** The part of npm's cacache that is used (https://www.npmjs.com/package/cacache). */
interface Cacache {
  put(cache: string, key: string, bytes: Buffer, options?: { metadata: unknown }): Promise<unknown>
}

/** What npm asks for when it installs, and when it shows a package: an answer to the one is none to the other. */
const ASKED = ['application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*', 'application/json']

/** Written as npm writes what it fetched: tarballs are found by their hash, the versions of a package by the address that was asked. */
async function fillCache(cache: string, npm: string, packages: readonly Published[]): Promise<void> {
  const cacache = createRequire(path.join(npm, 'package.json'))('cacache') as Cacache
  const put = (url: string, bytes: Buffer, reqHeaders = {}, resHeaders = {}) =>
    cacache.put(cache, `make-fetch-happen:request-cache:${url}`, bytes, {
      metadata: { time: Date.now(), url, reqHeaders, resHeaders, options: { compress: true } },
    })
  for (const { name, version, manifest, tarball, integrity } of packages) {
    const dist = { integrity, tarball: `${REGISTRY}${name}/-/${path.posix.basename(name)}-${version}.tgz` }
    const listed = { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
    const text = Buffer.from(JSON.stringify(listed))
    for (const accept of ASKED) await put(`${REGISTRY}${name.replace('/', '%2f')}`, text, { accept }, { 'content-type': 'application/json' })
    await put(dist.tarball, tarball)
  }
}

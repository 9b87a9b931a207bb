// Builds the site when what it is made from has changed, and lays .br and .gz files beside what compresses well:
// the server then sends compressed files and spends nothing on it.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { quietly } from './children.js'
import { Trouble } from './trouble.js'

const compressible = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json', '.xml', '.txt', '.map', '.webmanifest', '.wasm'])
// Smaller files win nothing: they fit one packet as they are.
const worthCompressing = 1024

const filesUnder = (folder, leaveOut = []) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !leaveOut.includes(entry.name))
        .flatMap((entry) => {
          const path = join(folder, entry.name)
          return entry.isDirectory() ? filesUnder(path, leaveOut) : entry.isFile() ? [path] : []
        })
    : []

/** What a build depends on, as one hash: of an exercise only what its learner may see (import law 3). */
const fingerprint = (root) => {
  const made = ['node_modules', 'dist', '.astro']
  const exercises = join(root, 'exercises')
  const inputs = [
    ...['site', 'contract', 'wire'].flatMap((room) => filesUnder(join(root, room), made)).filter((path) => !/\.test\.tsx?$/.test(path)),
    ...filesUnder(exercises, made).filter((path) => /^[^/]+\/(exercise\.json|task\.md)$/.test(relative(exercises, path).split(sep).join('/'))),
    join(root, 'package-lock.json'),
    join(root, 'bootstrap/site.js'),
  ]
  const hash = createHash('sha256')
  for (const path of inputs.sort()) hash.update(`${relative(root, path)}\0`).update(createHash('sha256').update(readFileSync(path)).digest())
  return hash.digest('hex')
}

/**
 * Builds site/dist unless its stamp says that it was made from these inputs.
 * @returns {Promise<boolean>} whether it built
 */
export const buildSite = async (root, node, env) => {
  const dist = join(root, 'site/dist')
  const stamp = join(dist, '.stamp')
  const made = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return false
  // Without its stamp a build that is cut short counts as none.
  rmSync(stamp, { force: true })
  const astro = join(root, 'node_modules/astro/bin/astro.mjs')
  const { code, output } = await quietly('Building the site', node, [astro, 'build'], { cwd: join(root, 'site'), env })
  if (code !== 0) {
    process.stderr.write(`\n${output}\n`)
    throw new Trouble(`The site could not be built (exit code ${code}).`, 'Astro’s output above names the file and line.')
  }
  await compress(dist)
  writeFileSync(stamp, made)
  return true
}

const compress = async (dist) => {
  const brotli = promisify(brotliCompress)
  const zip = promisify(gzip)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  for (const path of filesUnder(dist)) {
    if (!compressible.has(extname(path))) continue
    const plain = readFileSync(path)
    if (plain.length < worthCompressing) continue
    const [br, gz] = await Promise.all([brotli(plain, quality), zip(plain, { level: constants.Z_BEST_COMPRESSION })])
    writeFileSync(`${path}.br`, br)
    writeFileSync(`${path}.gz`, gz)
  }
}

// Builds the site when what it is made from has changed, and compresses it.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { quietly } from './children.js'
import { filesUnder } from './folders.js'
import { Trouble } from './trouble.js'

/** What a build depends on, as one hash: of an exercise only what its learner may see (import law 3), and its golden recordings. */
const fingerprint = (root, base) => {
  const made = ['node_modules', 'dist', '.astro']
  const exercises = join(root, 'exercises')
  const inputs = [
    ...['site', 'contract', 'wire'].flatMap((room) => filesUnder(join(root, room), made)).filter((path) => !/\.test\.tsx?$/.test(path)),
    ...filesUnder(exercises, made).filter((path) =>
      /^[^/]+\/(exercise\.json|task\.md|recordings\/[^/]+\.jsonl)$/.test(relative(exercises, path).split(sep).join('/')),
    ),
    join(root, 'package-lock.json'),
    join(root, 'bootstrap/site.js'),
    join(root, 'bootstrap/compress.js'),
  ]
  const hash = createHash('sha256').update(`${base}\0`)
  for (const path of inputs.sort()) hash.update(`${relative(root, path)}\0`).update(createHash('sha256').update(readFileSync(path)).digest())
  return hash.digest('hex')
}

/**
 * Builds site/dist unless its stamp says that it was made from these inputs.
 * @param {string} base the path it is to lie under; a lab serves it at the root only
 * @returns {Promise<boolean>} whether it built
 */
export const buildSite = async (root, node, env, base = '/') => {
  const dist = join(root, 'site/dist')
  const stamp = join(dist, '.stamp')
  const made = fingerprint(root, base)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return false
  // Without its stamp a build that is cut short counts as none.
  rmSync(stamp, { force: true })
  const astro = join(root, 'node_modules/astro/bin/astro.mjs')
  const { code, output } = await quietly('Building the site', node, [astro, 'build'], { cwd: join(root, 'site'), env: { ...env, SITE_BASE: base } })
  if (code !== 0) {
    process.stderr.write(`\n${output}\n`)
    throw new Trouble(`The site could not be built (exit code ${code}).`, 'Astro’s output above names the file and line.')
  }
  const compressed = await quietly('Compressing it', node, [join(root, 'bootstrap/compress.js'), dist], { cwd: root, env })
  if (compressed.code !== 0) {
    process.stderr.write(`\n${compressed.output}\n`)
    throw new Trouble(`The built site could not be compressed (exit code ${compressed.code}).`, 'Run the same command again: it builds anew.')
  }
  writeFileSync(stamp, made)
  return true
}

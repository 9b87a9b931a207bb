// What `node bootstrap.js <verb>` does, one function a verb.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inFront, quietly } from './children.js'
import { install } from './packages.js'
import { environment, findNode } from './runtime.js'
import { buildSite } from './site.js'
import { Trouble } from './trouble.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const verbs = {
  start: async ({ site, script }) => {
    await site()
    return script('lab-server/src/main.ts', [])
  },
  test: async ({ site, script, args }) => {
    await site()
    return script('node_modules/vitest/vitest.mjs', ['run', ...args])
  },
  build: async ({ site, args }) => {
    const base = baseFrom(args)
    await site(base)
    process.stderr.write(`The site lies in site/dist: plain files for any server, ${base === '/' ? 'at its root' : `below ${base}`}.\n`)
    return 0
  },
  lab: async ({ site, script, args }) => {
    // the lab's image holds the site
    if (args[0] === 'serve' || (args[0] === 'images' && args.some((word) => /^(--)?lab$/.test(word)))) await site()
    // npm runs scripts in the project's folder; a path given on the command line is meant from where its writer stands.
    const cwd = process.env.npm_lifecycle_event === 'lab' ? process.env.INIT_CWD : process.cwd()
    return script('lab-server/src/cli/lab.ts', args, cwd)
  },
  bench: async ({ site, script, args: [name = '', ...args] }) => {
    if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, `bench/${name}.ts`)))
      throw new Trouble(`There is no bench ${JSON.stringify(name)}.`, 'Each is a file in bench/, e.g. npm run bench -- first-verdict.')
    // it looks at the site's pages
    if (name === 'timeline') await site()
    return script(`bench/${name}.ts`, args)
  },
  check: async ({ node, env }) => {
    const failed = []
    for (const [title, tool, args, folder = '.'] of checks) {
      const { code, output } = await quietly(title, node, [join(root, 'node_modules', tool), ...args], { cwd: join(root, folder), env })
      if (code === 0) continue
      failed.push(title)
      process.stderr.write(`${output}\n`)
    }
    if (failed.length === 0) return 0
    process.stderr.write(`Not in order: ${failed.join(', ')}.\n`)
    return 1
  },
}

/** `--base /courses/`, or `--base=/courses/`. */
const baseFrom = (args) => {
  const words = args.flatMap((word) => (word.startsWith('--base=') ? ['--base', word.slice('--base='.length)] : [word]))
  const [option = '--base', base = '/', ...rest] = words
  if (option !== '--base' || rest.length > 0 || !/^\/(?:[\w.~-]+\/)*$/.test(base))
    throw new Trouble(
      `npm run build does not know ${JSON.stringify(args.join(' '))}.`,
      'Give the path the site is to lie under, with a slash at both ends: npm run build -- --base /courses/',
    )
  return base
}

const checks = [
  ['types', 'typescript/bin/tsc', ['-p', '.']],
  ['types of the site (astro check)', 'astro/bin/astro.mjs', ['check'], 'site'],
  ['lint (eslint)', 'eslint/bin/eslint.js', ['--max-warnings=0', '.']],
  ['format (prettier)', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']],
  [
    'import laws (dependency-cruiser)',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ['contract', 'wire', 'exercises', 'lab-server/src', 'site/src'],
  ],
]

/** @returns {Promise<number>} the exit code */
export const run = async (verb, args) => {
  if (!Object.hasOwn(verbs, verb ?? '')) throw new Trouble(`Unknown verb: ${verb ?? '(none)'}.`, `Use one of ${Object.keys(verbs).join(', ')}.`)
  await install(root)
  const node = findNode(root)
  const env = environment(root, node)
  return verbs[verb]({
    args,
    node,
    env,
    site: (base) => buildSite(root, node, env, base),
    script: (path, given, cwd = root) => inFront(node, [join(root, path), ...given], { cwd, env }),
  })
}

// Brings node_modules to what package-lock.json says. What is compared is content, not dates: git gives every file of a
// fresh clone the date of its checkout, and `touch` changes nothing that matters.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { quietly } from './children.js'
import { Trouble } from './trouble.js'

const packages = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Whether what npm noted as installed is what the lockfile wants. npm writes its note (node_modules/.package-lock.json) last, so an
 * install that was cut short has none. An optional package may be missing: most of them are for other platforms.
 * @param {string} root the project's folder
 */
export const installed = (root) => {
  const wanted = packages(join(root, 'package-lock.json'))
  const present = packages(join(root, 'node_modules/.package-lock.json'))
  if (wanted === undefined || present === undefined) return false
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, entry]) => {
      const there = present[path]
      if (there === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true
      return there.version === entry.version && there.integrity === entry.integrity
    })
}

/** Installs from the lockfile, if that is needed. */
export const install = async (root) => {
  if (installed(root)) return
  // Install scripts are refused: no package here needs one. Development packages come along even where NODE_ENV says production.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, ...before] = npm()
  const { code, output } = await quietly('Installing the packages of package-lock.json (about half a minute)', command, [...before, ...args], {
    cwd: root,
    shell: command === 'npm.cmd',
  }).catch((error) => {
    if (error instanceof Trouble) throw error
    throw new Trouble(`npm could not be started: ${error.message}`, 'Is npm installed? It usually comes with Node.')
  })
  if (code === 0) return
  process.stderr.write(`\n${output}\n`)
  const [message, advice] = explain(output)
  throw new Trouble(`npm ci failed (exit code ${code}): ${message}`, advice)
}

// npm must run on the machine's own Node: the one in node_modules/.bin comes first in an npm script's PATH, and npm ci removes it.
const npm = () => {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script !== undefined && basename(script) === 'npm-cli.js') return [node ?? process.execPath, script]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** @returns {[string, string]} what npm's output means, and what to do */
export const explain = (output) => {
  const found = causes.find(([pattern]) => pattern.test(output))
  return found === undefined ? ['the reason stands in its output above.', 'Once that is mended, run the same command again.'] : [found[1], found[2]]
}

const causes = [
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ERR_SOCKET_TIMEOUT|network/i,
    'the package registry could not be reached.',
    'Check the network and proxy, and which registry is used: npm config get registry. What is downloaded once is kept in npm’s cache.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_/,
    'the registry’s certificate is not trusted.',
    'Behind a company proxy, set npm’s cafile to its certificate.',
  ],
  [/ENOSPC/, 'the disk is full.', 'Free about 600 MB and run the same command again.'],
  [
    /EACCES|EPERM|EROFS/,
    'a file could not be written.',
    'Does this folder belong to you? On Windows: is the lab still running elsewhere? Stop it first.',
  ],
  [
    /EINTEGRITY/,
    'a package is not the one the lockfile names.',
    'Run npm cache verify and try again. If it stays so, don’t go on: the registry sends something else.',
  ],
  [
    /EUSAGE|can only install packages when/,
    'package.json and package-lock.json do not agree.',
    'Who changed a package.json runs npm install and commits package-lock.json.',
  ],
  [/E401|E403/, 'the registry wants a login.', 'npm config get registry shows which one is used.'],
]

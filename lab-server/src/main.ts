// Reads the configuration, builds the parts, listens, and closes on a signal: the only wiring.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readConfig, type Config } from './config.ts'
import { asLabError } from './errors.ts'
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
  parts.engine.prepare()
  parts.rabbitMq.prepare()
  await using lobby = new Lobby(parts, new FileStore(path.join(config.dataFolder, 'workspaces')))
  const hosts = new Hosts()
  await using http = await startHttp({
    port: config.port,
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

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = await serve(readConfig(process.env))
  } catch (thrown) {
    const { message, advice } = asLabError(thrown)
    console.error(`${message}\n${advice}`)
    process.exitCode = 2
  }
}

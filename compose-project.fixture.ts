// One bringing-up of a compose file for tests, under a name of its own, and what the engine knows of it.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import type Docker from 'dockerode'
import { expect } from 'vitest'
import { composeCommand } from './lab-server/src/images/compose.ts'

interface Given {
  readonly docker: Docker
  /** Where the command runs: the first file's folder. */
  readonly folder: string
  readonly files: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export class ComposeProject {
  readonly name = `ackademy-test-${randomBytes(3).toString('hex')}`
  readonly #given: Given

  constructor(given: Given) {
    this.#given = given
  }

  /** Its two streams together. */
  async run(...words: readonly string[]): Promise<string> {
    const { folder, files, env } = this.#given
    const [file = '', ...args] = (await composeCommand()) ?? []
    const given = [...args, '--project-name', this.name, ...files.flatMap((one) => ['--file', one]), ...words]
    const { stdout, stderr } = await promisify(execFile)(file, given, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
    return stdout + stderr
  }

  get label(): string {
    return `com.docker.compose.project=${this.name}`
  }

  async idOf(service: string): Promise<string> {
    const label = [this.label, `com.docker.compose.service=${service}`]
    const [found] = await this.#given.docker.listContainers({ all: true, filters: JSON.stringify({ label }) })
    return found?.Id ?? expect.fail(`there is no container of ${service}`)
  }

  /** Resolves once the engine calls a service healthy that was started after `since`. Each look the engine takes at its health is an event. */
  async healthy(service: string, since = ''): Promise<void> {
    const { docker } = this.#given
    const events = await docker.getEvents({ filters: JSON.stringify({ type: ['container'], label: [this.label] }) })
    for await (const _ of events) {
      const { State } = await docker.getContainer(await this.idOf(service)).inspect()
      if (State.Health?.Status === 'healthy' && State.StartedAt > since) return
    }
  }

  /** Names of all that bears a label, by default of what compose made. */
  async bearing(label = this.label): Promise<string[]> {
    const { docker } = this.#given
    const filters = JSON.stringify({ label: [label] })
    const [containers, networks, { Volumes }] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ])
    return [...containers.map(({ Names }) => Names[0] ?? ''), ...networks.map(({ Name }) => Name), ...Volumes.map(({ Name }) => Name)]
  }
}

/** One of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}

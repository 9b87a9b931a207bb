// The engine the lab is meant for: each workspace a hardened container on an internal network of its own, by dockerode.
// Inside, a keeper (keeper.ts) writes the learner's files and starts their programs; the lab orders it about over the container's stdin.
import { randomBytes } from 'node:crypto'
import type Docker from 'dockerode'
import { LabError } from '../../errors.ts'
import { Folder, namesOf } from '../embedded/folder.ts'
import type { Engine, Plan, Process, Workspace } from '../engine.ts'
import { createOptions, LABEL } from './container.ts'
import { Keeper } from './keeper-client.ts'
import { openNetwork } from './network.ts'

export interface DockerGiven {
  readonly docker: Docker
  /** The learner's image, by name or digest. */
  readonly image: string
  /** Bytes a process may print before the rest is dropped. */
  readonly outputCap?: number
}

export function dockerEngine({ docker, image, outputCap = 1024 * 1024 }: DockerGiven): Engine {
  const instance = randomBytes(6).toString('hex')
  return {
    name: 'docker',
    capabilities: new Set(['run']),
    async unavailable() {
      try {
        await docker.ping()
      } catch (error) {
        return `no Docker engine answers: ${error instanceof Error ? error.message : String(error)}`
      }
      const there = await docker
        .getImage(image)
        .inspect()
        .then(
          () => true,
          () => false,
        )
      return there ? undefined : `the image ${image} is not there: \`npm run lab -- images --offline\` builds it`
    },
    async open(plan, signal) {
      signal.throwIfAborted()
      const stack = new AsyncDisposableStack()
      try {
        const network = stack.use(await openNetwork(docker, { [LABEL]: 'network', [`${LABEL}.instance`]: instance }))
        const container = await docker.createContainer(createOptions({ image, network: network.id, instance, exercise: plan.exercise, outputCap }))
        stack.defer(() => removed(container))
        const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
        const keeper = new Keeper(stream)
        docker.modem.demuxStream(stream, keeper.stdout, keeper.stderr)
        await container.start()
        await keeper.ready
        const { NetworkSettings } = await container.inspect()
        const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? ''
        signal.throwIfAborted()
        return workspaceOf(plan, { keeper, expose: network.expose, address, close: stack.move(), signal })
      } catch (cause) {
        await stack.disposeAsync()
        if (signal.aborted || cause instanceof LabError) throw cause
        throw new LabError(
          'engine-failed',
          `No container could be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
          '`npm run lab -- doctor` tells what is missing.',
          { cause },
        )
      }
    },
  }
}

/** Killed, and gone: its network can't be removed before it. */
async function removed(container: Docker.Container): Promise<void> {
  const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (statusOf(error) === 404) return
    if (statusOf(error) !== 409) throw error
    // AutoRemove is at it already
    await container.wait({ condition: 'removed' }).catch((late: unknown) => {
      if (statusOf(late) !== 404) throw late
    })
  }
}

function workspaceOf(
  plan: Plan,
  given: { keeper: Keeper; expose: Workspace['expose']; address: string; close: AsyncDisposableStack; signal: AbortSignal },
): Workspace {
  const { keeper, expose, address, close, signal } = given
  const kept = plan.folder === undefined ? undefined : new Folder(plan.folder)
  const running = new Set<Process>()
  let closing: Promise<void> | undefined
  const mustBeOpen = () => {
    if (closing) throw new LabError('engine-failed', 'This workspace is closed.', 'Open the exercise again.', { cause: signal.reason })
  }
  const workspace: Workspace = {
    async write(files) {
      mustBeOpen()
      namesOf(files) // JSON would lose __proto__ on the way
      await keeper.write(files)
      await kept?.write(files)
    },
    async spawn(command, given) {
      mustBeOpen()
      const process = await keeper.spawn(command, given)
      running.add(process)
      void process.exited.then(() => running.delete(process))
      return process
    },
    expose,
    reach: async (port) => ({ host: address, port }),
    [Symbol.asyncDispose]: () => (closing ??= end()),
  }
  const end = async () => {
    signal.removeEventListener('abort', abort)
    await Promise.all([...running].map((process) => process.kill('SIGKILL').catch(() => undefined)))
    keeper.end()
    await close.disposeAsync()
  }
  const abort = () => void workspace[Symbol.asyncDispose]()
  signal.addEventListener('abort', abort, { once: true })
  return workspace
}

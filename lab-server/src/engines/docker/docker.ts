// The engine the lab is meant for: each workspace a hardened container on an internal network of its own, by dockerode.
// Inside, a keeper (keeper/keeper.ts) writes the learner's files and starts their programs; the lab orders it about over the container's stdin.
import { availableParallelism, totalmem } from 'node:os'
import process from 'node:process'
import type Docker from 'dockerode'
import { LabError } from '../../errors.ts'
import type { Engine } from '../engine.ts'
import { workspaceIn } from './container-workspace.ts'
import { imageUnfit } from './image-version.ts'
import { Firewall } from './firewall.ts'
import { instanceOf } from './instance.ts'
import { startContainer, type LearnerContainer } from './learner-container.ts'
import { Pool } from './pool.ts'
import { Reaper } from './reaper.ts'
import { DEFAULT_SUBNETS, type Subnets } from './subnets.ts'
import { Turns } from '../../turns.ts'

export interface DockerGiven {
  readonly docker: Docker
  /** The learner's image, by name or digest. */
  readonly image: string
  /** Containers made ahead once `prepare` is called; undefined: what fits this machine. */
  readonly pool?: number | undefined
  /** What runs containers, by Docker's name for it, e.g. runsc; undefined: its default. */
  readonly runtime?: string | undefined
  /** The container the lab itself runs in, if it does: see own-container.ts. */
  readonly lab?: string | undefined
  /** Where containers' networks get their addresses from. */
  readonly subnets?: Subnets | undefined
  /** Bytes a process may print before the rest is dropped. */
  readonly outputCap?: number
}

const GiB = 1024 ** 3

/** None is made ahead while the machine has no more than this to spare: twice what one learner's container may come to need. */
const SPARE_BYTES = GiB

/** One for each core and each two GiB, eight at most. */
const fitting = (): number => Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / (2 * GiB)), 8))

let engines = 0

export function dockerEngine(given: DockerGiven): Engine {
  const { docker, image, pool: size = fitting(), outputCap = 1024 * 1024, subnets = DEFAULT_SUBNETS, runtime, lab } = given
  const instance = instanceOf(process.pid, ++engines)
  const sessions = new Set<string>()
  const reaper = new Reaper({ docker, instance, sessions })
  const starts = new Turns(availableParallelism())
  let firewall: Promise<Firewall | undefined> | undefined
  const started = async (signal: AbortSignal, exercise?: string): Promise<LearnerContainer> => {
    // from its own container a lab can close nothing but itself, and its networks have no address of the host
    firewall ??= lab === undefined ? openFirewall(instance) : Promise.resolve(undefined)
    reaper.begin()
    const closed = await firewall
    const given = { docker, image, outputCap, instance, sessions, runtime, subnets, firewall: closed, lab }
    return starts.take(() => startContainer(given, signal, exercise))
  }
  const ending = new Set<Promise<void>>()
  /** Sessions whose learner may start a program at any moment. Without any, a container made ahead holds its keeper alone, which is half of what it costs. */
  let expected = 0
  const expect = (change: 1 | -1): void => {
    const before = expected
    expected += change
    if (before > 0 !== expected > 0) for (const { keeper } of pool.ahead) keeper.wait(expected > 0).catch(() => undefined)
  }
  const pool = new Pool<LearnerContainer>({
    size,
    async make(signal) {
      const made = await started(signal)
      try {
        if (expected > 0) await made.keeper.wait(true)
        return made
      } catch (error) {
        end(made)
        throw error
      }
    },
    afford: () => process.availableMemory() > SPARE_BYTES,
  })

  /** From the pool, if there is one that takes the order. */
  const opened = async (exercise: string, signal: AbortSignal): Promise<LearnerContainer> => {
    for (let made = pool.take(); made; made = pool.take()) {
      try {
        await made.keeper.open(exercise)
        return made
      } catch {
        end(made)
      }
    }
    return started(signal, exercise)
  }

  /** Told to end at once; what takes its time is Docker's removing. */
  const end = (container: LearnerContainer): void => {
    const removing = Promise.resolve(container[Symbol.asyncDispose]()).catch(() => undefined)
    ending.add(removing)
    void removing.then(() => ending.delete(removing))
  }

  return {
    name: 'docker',
    capabilities: new Set(['run', 'shell']),
    async unavailable() {
      try {
        await docker.ping()
      } catch (error) {
        return `no Docker engine answers: ${error instanceof Error ? error.message : String(error)}`
      }
      return imageUnfit(docker, image)
    },
    prepare: () => pool.begin(),
    expect() {
      expect(1)
      const stack = new DisposableStack()
      stack.defer(() => expect(-1))
      return stack
    },
    figures: () => [...pool.figures(), ...reaper.figures()],
    async open(plan, signal) {
      signal.throwIfAborted()
      try {
        const container = await opened(plan.exercise, signal)
        const close = async () => end(container)
        if (signal.aborted) await close()
        signal.throwIfAborted()
        return workspaceIn(container, plan, { signal, close })
      } catch (cause) {
        if (signal.aborted || cause instanceof LabError) throw cause
        throw new LabError(
          'engine-failed',
          `No container could be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
          '`npm run lab -- doctor` tells what is missing.',
          { cause },
        )
      }
    },
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      await Promise.all(ending)
      await reaper[Symbol.asyncDispose]()
      await (await firewall)?.[Symbol.asyncDispose]()
    },
  }
}

/** Where this host can't be closed, `npm run lab -- doctor` says what stays reachable. */
async function openFirewall(instance: string): Promise<Firewall | undefined> {
  const opened = await Firewall.open(instance)
  return 'reason' in opened ? undefined : opened
}

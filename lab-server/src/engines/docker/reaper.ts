// Removes what dead labs left in Docker and in the firewall, and what this one failed to remove: at its start and every minute.
// A living lab's things are never touched. Of a lab in another container the engine tells whether that runs. Of a lab on another machine nothing can be told:
// of its things only those go that do not run, after their deadline.
import type Docker from 'dockerode'
import type { Figure } from '../../figure.ts'
import { LAB_LABEL, LABEL } from './container.ts'
import { instancesWithChain, removeChain } from './firewall.ts'
import { lifeOf } from './instance.ts'
import { isRunning } from './own-container.ts'
import { removeContainer, removeNetwork } from './removal.ts'

export interface ReaperGiven {
  readonly docker: Docker
  readonly instance: string
  /** Those of this lab's sessions that are to stay. */
  readonly sessions: ReadonlySet<string>
}

const EVERY_MS = 60_000

export class Reaper implements AsyncDisposable {
  readonly #given: ReaperGiven
  #timer: NodeJS.Timeout | undefined
  #reaping: Promise<void> = Promise.resolve()
  #reaped = 0

  constructor(given: ReaperGiven) {
    this.#given = given
  }

  begin(): void {
    if (this.#timer) return
    this.#timer = setInterval(() => void this.reap(), EVERY_MS).unref()
    void this.reap()
  }

  /** Where Docker does not answer, the next time does. */
  reap(): Promise<void> {
    return (this.#reaping = this.#reaping.then(() => this.#reap()).catch(() => undefined))
  }

  figures(): Figure[] {
    return [{ name: 'ackademy_reaped_total', help: 'Containers and networks removed that a lab had left behind.', value: this.#reaped }]
  }

  async #reap(): Promise<void> {
    const { docker } = this.#given
    const filters = { label: [`${LABEL}.instance`] }
    const containers = await docker.listContainers({ all: true, filters })
    for (const { Id, Labels, State } of containers) {
      if (!(await this.#orphaned(Labels, State !== 'running'))) continue
      await removeContainer(docker.getContainer(Id))
      this.#reaped++
    }
    // what is still in use by a container that stays, Docker does not remove
    for (const { Id, Labels } of await docker.listNetworks({ filters })) {
      if (!(await this.#orphaned(Labels ?? {}, true))) continue
      await removeNetwork(docker.getNetwork(Id), Labels?.[LAB_LABEL]).then(
        () => this.#reaped++,
        () => undefined,
      )
    }
    for (const instance of await instancesWithChain()) if (lifeOf(instance) === 'gone') await removeChain(instance)
  }

  async #orphaned(labels: Readonly<Record<string, string>>, idle: boolean): Promise<boolean> {
    const of = labels[`${LABEL}.instance`] ?? ''
    if (of === this.#given.instance) return !this.#given.sessions.has(labels[`${LABEL}.session`] ?? '')
    switch (lifeOf(of)) {
      case 'lives':
        return false
      case 'gone':
        return true
      case 'unknown': {
        const lab = labels[LAB_LABEL]
        if (lab !== undefined && !(await isRunning(this.#given.docker, lab))) return true
        return idle && Date.parse(labels[`${LABEL}.deadline`] ?? '') < Date.now()
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#reaping
  }
}

// Removing what may be removed already, or is just being removed by Docker itself: both are well.
import type Docker from 'dockerode'

/** Killed, and gone: its network can't be removed before it. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (statusOf(error) === 404) return
    if (statusOf(error) !== 409) throw error
    // AutoRemove is at it already
    await unlessGone(container.wait({ condition: 'removed' }))
  }
}

/** `lab`: the lab's own container, which may have joined it. Left behind in a container that does not run, it would keep that from starting. */
export async function removeNetwork(network: Docker.Network, lab?: string): Promise<void> {
  if (lab !== undefined) await network.disconnect({ Container: lab, Force: true }).catch(() => undefined)
  await unlessGone(network.remove())
}

async function unlessGone(removing: Promise<unknown>): Promise<void> {
  try {
    await removing
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

const statusOf = (error: unknown): unknown => (error instanceof Error && 'statusCode' in error ? error.statusCode : undefined)

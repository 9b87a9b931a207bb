// An image from what a build-offline.sh of images/ writes: a whole root as a tar, imported as one layer. No registry is asked.
import { spawn } from 'node:child_process'
import type Docker from 'dockerode'
import { LabError } from '../errors.ts'
import { followed, tagged, type Tell } from './engine-answers.ts'

export interface Built {
  /** The image's name with its tag. */
  readonly name: string
  readonly script: string
  readonly args?: readonly string[]
  /** What the image says of itself, as lines of a Dockerfile. */
  readonly changes: readonly string[]
}

/** The name is given only to a root that was written to its end. Throws LabError `engine-failed`. */
export async function importBuilt(docker: Docker, { name, script, args = [], changes }: Built, tell: Tell): Promise<void> {
  const build = spawn(script, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  build.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-4000)
    const step = /^I: (.+?)(?: in shell: .+)?$/m.exec(bytes.toString())?.[1]
    if (step !== undefined) tell({ text: `${name}: ${step}` })
  })
  const exited = new Promise<number | null>((resolve, reject) => build.once('exit', resolve).once('error', reject))
  try {
    const imported = docker.importImage(build.stdout, { changes: ['LABEL ackademy=image', ...changes].join('\n') })
    const [code, id] = await Promise.all([exited, imported.then((answer) => followed(answer)).catch((error: unknown) => error)])
    if (code !== 0) throw new Error(`${script} ended with ${code}:\n${said}`)
    if (typeof id !== 'string') throw id
    await tagged(docker, id, name)
  } catch (cause) {
    build.kill()
    throw new LabError(
      'engine-failed',
      `The image ${name} could not be built: ${cause instanceof Error ? cause.message : String(cause)}`,
      'It needs root, and the Debian package mmdebstrap.',
      { cause },
    )
  }
}

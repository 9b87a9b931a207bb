// An image built on an official one that is there, by a Dockerfile of images/. The engine builds it: npm's registry and Debian's mirror may be asked.
import { cp } from 'node:fs/promises'
import path from 'node:path'
import type Docker from 'dockerode'
import { LabError } from '../errors.ts'
import { followed, type Tell } from './engine-answers.ts'

export interface BuiltOn {
  /** The image's name with its tag. */
  readonly name: string
  readonly base: string
  /** What was gathered: its folder `opt` is the context. */
  readonly stage: string
  readonly dockerfile: string
  readonly labels: Readonly<Record<string, string>>
}

/** Throws LabError `engine-failed`. */
export async function buildOn(docker: Docker, { name, base, stage, dockerfile, labels }: BuiltOn, tell: Tell): Promise<void> {
  await cp(dockerfile, path.join(stage, 'Dockerfile'))
  let said = ''
  try {
    const context = { context: stage, src: ['Dockerfile', 'opt'] }
    const answers = await docker.buildImage(context, { t: name, buildargs: { BASE: base }, labels: { ...labels }, rm: true, forcerm: true })
    await followed(answers, ({ stream = '' }) => {
      said = (said + stream).slice(-2000)
      const step = /^Step (\d+)\/(\d+) : (.{1,60})/.exec(stream)
      if (step) tell({ text: `${name}: step ${step[1]} of ${step[2]}, ${step[3]}`, fraction: (Number(step[1]) - 1) / Number(step[2]) })
    })
  } catch (cause) {
    throw new LabError(
      'engine-failed',
      `The image ${name} could not be built on ${base}: ${cause instanceof Error ? cause.message : String(cause)}\n${said}`,
      'The build asks Debian’s mirror and npm’s registry. `npm run lab -- images --offline` asks Debian’s mirror only (on Debian, as root, with mmdebstrap).',
      { cause },
    )
  }
}

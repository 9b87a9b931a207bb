// What a Docker engine answers while it pulls, builds or imports: a JSON message a line. An error is a message too, after a 200.
// https://docs.docker.com/reference/api/engine/ (ImageCreate, ImageBuild)
import { createInterface } from 'node:readline'
import type Docker from 'dockerode'
import { z } from 'zod'

/** What is being done, in words; `fraction` 0 to 1 where it is known. */
export interface Step {
  readonly text: string
  readonly fraction?: number
}
export type Tell = (step: Step) => void

export const Answer = z.object({
  status: z.string().optional(),
  /** A layer. */
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
  /** What a build prints. */
  stream: z.string().optional(),
  error: z.string().optional(),
})
export type Answer = z.infer<typeof Answer>

/** Reads them to the end; returns the last status, which of an import is the image's id. Throws the engine's error. */
export async function followed(stream: NodeJS.ReadableStream, each: (answer: Answer) => void = () => undefined): Promise<string> {
  let last = ''
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    const answer = Answer.parse(JSON.parse(line))
    if (answer.error !== undefined) throw new Error(answer.error)
    last = answer.status ?? last
    each(answer)
  }
  return last
}

/** Gives an image a name that has a tag. */
export async function tagged(docker: Docker, image: string, name: string): Promise<void> {
  const at = name.lastIndexOf(':')
  await docker.getImage(image).tag({ repo: name.slice(0, at), tag: name.slice(at + 1) })
}

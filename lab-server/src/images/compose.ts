// docker-compose.yml and what it needs on a machine: the command in one of its two forms, and the images.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type Docker from 'dockerode'
import { COMPOSE_IMAGE, imageMissing } from './lab-images.ts'
import { RABBITMQ_IMAGE } from './rabbitmq.ts'

const FORMS = [['docker', 'compose'], ['docker-compose']] as const

/** The words a compose command begins with; undefined where there is none. */
export async function composeCommand(): Promise<readonly string[] | undefined> {
  for (const form of FORMS) {
    const [file, ...args] = form
    const found = await promisify(execFile)(file, [...args, 'version']).then(
      () => true,
      () => false,
    )
    if (found) return form
  }
  return undefined
}

/** The reason docker-compose.yml can't be brought up here, or undefined when it can. */
export const composeUnfit = async (docker: Docker): Promise<string | undefined> =>
  (await composedRabbitMqUnfit(docker)) ?? (await COMPOSE_IMAGE.unfit(docker))

/** The same of a file that brings up a RabbitMQ alone. */
export async function composedRabbitMqUnfit(docker: Docker): Promise<string | undefined> {
  if ((await composeCommand()) === undefined) return 'neither `docker compose` nor docker-compose is there'
  return imageMissing(docker, RABBITMQ_IMAGE)
}

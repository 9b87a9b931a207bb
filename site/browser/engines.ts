// The engines that what depends on them is tested on in a browser. Where Docker is missing, needs.ts says so before the tests, or fails them.
import Docker from 'dockerode'
import { choose } from '../../lab-server/src/choice.ts'
import { readConfig } from '../../lab-server/src/config.ts'

/** A broker that is there anyway spares the start of one. */
const { LAB_RABBITMQ_URL: AMQP_URL = '', LAB_RABBITMQ_ADMIN = '' } = process.env
/** What a lab on Docker is started with, its programs in containers. */
export const onDocker = { LAB_ENGINE: 'docker', LAB_POOL: '1', AMQP_URL, LAB_RABBITMQ_ADMIN }
const { notDocker } = await choose(readConfig(onDocker), new Docker())
export const dockerFound = notDocker === undefined

export const engines: readonly { readonly engine: string; readonly env: Record<string, string> }[] = [
  { engine: 'embedded', env: {} },
  ...(dockerFound ? [{ engine: 'docker', env: onDocker }] : []),
]

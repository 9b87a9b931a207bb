// Whether the lab can run on Docker here: its engine answers and the lab's images are there.
import Docker from 'dockerode'
import { dockerEngine } from '../../lab-server/src/engines/docker/docker.ts'
import { NODE_IMAGE } from '../../lab-server/src/engines/docker/images.ts'
import { imageMissing } from '../../lab-server/src/images/lab-images.ts'
import { RABBITMQ_IMAGE } from '../../lab-server/src/images/rabbitmq.ts'

/** Why not, in words; undefined where it can. */
export const dockerUnavailable = async (): Promise<string | undefined> =>
  (await dockerEngine({ docker: new Docker(), image: NODE_IMAGE }).unavailable()) ?? (await imageMissing(new Docker(), RABBITMQ_IMAGE))

// RabbitMQ with the management plugin: Debian's, built here, or the official image. Either has a user `rabbitmq` and `rabbitmq-server` on its path.
import path from 'node:path'
import type Docker from 'dockerode'
import type { Tell } from './engine-answers.ts'
import { importBuilt } from './import-built.ts'

/** The broker's image. */
export const RABBITMQ_IMAGE = 'ackademy/rabbitmq:local'

export const buildRabbitMqOffline = (docker: Docker, root: string, tell: Tell, name = RABBITMQ_IMAGE): Promise<void> =>
  importBuilt(
    docker,
    {
      name,
      script: path.join(root, 'images/rabbitmq/build-offline.sh'),
      changes: [
        'ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'ENV RABBITMQ_LOGS=-',
        'USER rabbitmq',
        'VOLUME /var/lib/rabbitmq',
        'EXPOSE 5672 15672',
        'CMD ["rabbitmq-server"]',
      ],
    },
    tell,
  )

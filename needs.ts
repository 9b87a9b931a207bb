// What the tests can use and a machine may lack, said once before they run: in one line each where it is missing,
// by failing where LAB_REQUIRE (e.g. "rabbitmq,chromium") names it.
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Docker from 'dockerode'
import { dockerEngine } from './lab-server/src/engines/docker/docker.ts'
import { NODE_IMAGE } from './lab-server/src/engines/docker/images.ts'
import { stillReachable } from './lab-server/src/engines/docker/reachable.ts'
import { composedRabbitMqUnfit, composeUnfit } from './lab-server/src/images/compose.ts'
import { imageMissing } from './lab-server/src/images/lab-images.ts'
import { RABBITMQ_IMAGE } from './lab-server/src/images/rabbitmq.ts'
import { embeddedEngine } from './lab-server/src/engines/embedded/embedded.ts'
import { chromiumPath } from './site/browser/served-lab.ts'

const docker = await dockerEngine({ docker: new Docker(), image: NODE_IMAGE }).unavailable()
const dockerRabbitMq = await imageMissing(new Docker(), RABBITMQ_IMAGE)
const compose = await composeUnfit(new Docker())
const composedRabbitMq = await composedRabbitMqUnfit(new Docker())
const { reason: noFirewall } = await stillReachable()
const { terminal, terminalReason } = embeddedEngine({ exercises: 'exercises', temporary: tmpdir() })

const needs: Record<string, { found: boolean; otherwise: string }> = {
  rabbitmq: {
    found: Boolean(process.env['LAB_RABBITMQ_URL']),
    otherwise: 'all that asks a real RabbitMQ (LAB_RABBITMQ_URL=amqp://… names one, LAB_RABBITMQ_ADMIN=http://… its management API)',
  },
  chromium: {
    found: chromiumPath() !== undefined,
    otherwise: 'all that happens in a browser (no Chromium is installed; LAB_CHROMIUM names one elsewhere)',
  },
  docker: {
    found: docker === undefined,
    otherwise: `all that runs in containers (${String(docker)})`,
  },
  'docker-rabbitmq': {
    found: dockerRabbitMq === undefined,
    otherwise: `all that starts a RabbitMQ in a container (${String(dockerRabbitMq)})`,
  },
  compose: {
    found: compose === undefined,
    otherwise: `all that docker-compose.yml brings up (${String(compose)})`,
  },
  'compose-rabbitmq': {
    found: composedRabbitMq === undefined,
    otherwise: `an exported workspace, whose broker Docker Compose brings up (${String(composedRabbitMq)})`,
  },
  firewall: {
    found: noFirewall === undefined,
    otherwise: `all that closes this host to containers (${String(noFirewall)})`,
  },
  notes: {
    found: existsSync(process.env['LAB_NOTES'] || path.resolve(import.meta.dirname, '../shared/course-notes.md')),
    otherwise: 'the comparison of the course with the notes it is made from (LAB_NOTES names their file)',
  },
  terminal: {
    found: terminal === 'pty',
    otherwise: `all that needs a real pseudo-terminal (${String(terminalReason)})`,
  },
}

/** Throws when something required is missing, or is nothing the tests know. */
export default function setup(): void {
  const required = (process.env['LAB_REQUIRE'] ?? '').split(',').filter((name) => name !== '')
  for (const name of required)
    if (!Object.hasOwn(needs, name)) throw new Error(`LAB_REQUIRE names ${name}; the tests know ${Object.keys(needs).join(', ')}`)
  for (const [name, { found, otherwise }] of Object.entries(needs)) {
    if (found) continue
    if (required.includes(name)) throw new Error(`LAB_REQUIRE names ${name}, but there is none: without it would not run ${otherwise}`)
    console.log(`not run: ${otherwise}`)
  }
}

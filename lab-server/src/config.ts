// What the environment says, parsed once. Everything has a default: with none of it set the lab runs on its own.
import path from 'node:path'
import { z } from 'zod'
import type { ReleaseName } from './embedded/broker/release.ts'
import { Subnets } from './engines/docker/subnets.ts'
import { LabError } from './errors.ts'
import { OFFICIAL, type Official } from './images/official.ts'

export interface Config {
  /** The port asked for; undefined: 4321, or the next free one. 0: any free one. */
  readonly port?: number | undefined
  /** The address, or a name of it, of this machine at which the lab listens; undefined: 127.0.0.1, which only this machine can dial. */
  readonly listen?: string | undefined
  /** Undefined: the best one that can run here. */
  readonly engine?: 'docker' | 'embedded' | undefined
  /** Workspaces made ahead, where the engine makes any; undefined: what fits the machine. */
  readonly pool?: number | undefined
  /** Where the networks of learners' containers get their addresses from. */
  readonly subnets?: Subnets | undefined
  /** What runs learners' containers, by Docker's name for it; undefined: Docker's default. */
  readonly runtime?: string | undefined
  /** A broker one already has; undefined: the lab's own. */
  readonly amqpUrl?: URL | undefined
  /** Its management API, where that is not at port 15672 of the same host with the same account. */
  readonly rabbitmqAdmin?: URL | undefined
  /** Whose refusals and defaults the lab's own broker has; undefined: RabbitMQ 3.10's, as it was measured. */
  readonly embeddedRabbitmq?: ReleaseName | undefined
  /** The images of a registry that `lab images` pulls, or builds on. */
  readonly official: Official
  /** What outlives the process: learners' files, tokens, gradebook. */
  readonly dataFolder: string
  /** The project's folder. */
  readonly root: string
}

const address = (...protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '')
    .transform((text) => new URL(text))

const imageName = z.string().regex(/^[a-z0-9][a-z0-9._/-]*(:\d+\/[a-z0-9._/-]+)?(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/)

/** One row a variable: its schema, and what is expected in words. */
const variables = {
  PORT: [
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535)),
    'a port number from 0 to 65535',
  ],
  LAB_LISTEN: [z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,252})$/i), 'an IPv4 address of this machine, or a name of one'],
  LAB_ENGINE: [z.enum(['docker', 'embedded']), 'docker or embedded'],
  LAB_POOL: [
    z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .pipe(z.int().max(100)),
    'a number of workspaces from 0 to 100',
  ],
  LAB_SUBNETS: [Subnets, 'an IPv4 network like 10.192.0.0/16, its prefix from 8 to 28'],
  LAB_RUNTIME: [z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/), 'the name of a runtime Docker knows, like runsc'],
  // No amqps: what goes from the taps to the broker is not encrypted.
  AMQP_URL: [address('amqp:'), 'an address like amqp://user:password@host:5672'],
  LAB_RABBITMQ_ADMIN: [address('http:', 'https:'), 'an address like http://user:password@host:15672'],
  LAB_NODE_IMAGE: [imageName, 'an image’s name with its tag or digest, like node:24-slim'],
  LAB_RABBITMQ_IMAGE: [imageName, 'an image’s name with its tag or digest, like rabbitmq:4-management'],
  LAB_EMBEDDED_RABBITMQ: [z.enum(['3.10', '4']), '3.10 or 4'],
  LAB_DATA: [z.string(), 'a folder'],
} as const

type Variable = keyof typeof variables

const root = path.resolve(import.meta.dirname, '../..')

/**
 * Reads the environment. A variable that is set but empty counts as not set.
 * @throws LabError `config`: names the variable, what was seen and what is expected
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const read = <Name extends Variable>(name: Name): z.output<(typeof variables)[Name][0]> | undefined => {
    const text = env[name]
    if (text === undefined || text === '') return undefined
    const [schema, expected] = variables[name]
    const parsed = schema.safeParse(text)
    if (parsed.success) return parsed.data as z.output<(typeof variables)[Name][0]>
    throw new LabError('config', `${name} is “${withoutPassword(text)}”; expected is ${expected}.`, `Correct ${name}, or leave it out.`)
  }
  return {
    port: read('PORT'),
    listen: read('LAB_LISTEN'),
    engine: read('LAB_ENGINE'),
    pool: read('LAB_POOL'),
    subnets: read('LAB_SUBNETS'),
    runtime: read('LAB_RUNTIME'),
    amqpUrl: read('AMQP_URL'),
    rabbitmqAdmin: read('LAB_RABBITMQ_ADMIN'),
    embeddedRabbitmq: read('LAB_EMBEDDED_RABBITMQ'),
    official: { node: read('LAB_NODE_IMAGE') ?? OFFICIAL.node, rabbitmq: read('LAB_RABBITMQ_IMAGE') ?? OFFICIAL.rabbitmq },
    dataFolder: path.resolve(read('LAB_DATA') ?? path.join(root, '.lab')),
    root,
  }
}

const withoutPassword = (text: string): string => text.replace(/:[^:@/]+@/, ':…@')

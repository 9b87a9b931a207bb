// An exercise's files with what they need to run outside the lab: a package.json, a broker by Docker Compose, its address, and a program that
// declares and publishes what the lab did in the Recording the page shows. The learner's own files win over what is made here.
import { entryOf } from '@ackademy/contract/entry.ts'
import type { Exercise, Files } from '@ackademy/contract/exercise.ts'
import type { Event, LabEvent } from '@ackademy/contract/recording.ts'

/** The course's own; its test holds it against the package that is installed. */
export const AMQPLIB_VERSION = '2.3.1'
const ACCOUNT = 'learner:learner'

const lines = (...all: string[]): string => `${all.join('\n')}\n`

const packageJson = ({ slug, programs }: Exercise, files: Files, lab: boolean): string => {
  const node = (file: string) => `node --env-file=.env ${file}`
  const scripts = programs.flatMap((program): [string, string][] => {
    const file = entryOf(program, files)
    return file === undefined ? [] : [[program.name, node(file)]]
  })
  // Node takes a .js file for what the package says it is.
  const esm = Object.entries(files).some(([path, text]) => /\.[jt]s$/.test(path) && /^\s*(?:import\b[^(]|export\b)/m.test(text))
  const content = {
    name: slug,
    private: true,
    ...(esm && { type: 'module' }),
    scripts: { ...Object.fromEntries(scripts), ...(lab && { lab: node('lab-did.mjs') }) },
    dependencies: { amqplib: AMQPLIB_VERSION },
    engines: { node: '>=22.18' },
  }
  return lines(JSON.stringify(content, null, 2))
}

// Not `rabbitmq-diagnostics`: as root it may make the node's Erlang cookie before the broker does, which then can't read it and ends
// (https://github.com/docker-library/rabbitmq/issues/695).
const COMPOSE = lines(
  '# RabbitMQ for the programs here. The file .env names its ports.',
  'services:',
  '  rabbitmq:',
  '    image: rabbitmq:4-management',
  '    hostname: rabbitmq # the folder of its data bears this name',
  '    ports:',
  "      - '127.0.0.1:${AMQP_PORT:-5672}:5672'",
  "      - '127.0.0.1:${MANAGEMENT_PORT:-15672}:15672'",
  '    environment:',
  '      RABBITMQ_DEFAULT_USER: learner',
  '      RABBITMQ_DEFAULT_PASS: learner',
  '    healthcheck: # both ports are open',
  "      test: [CMD, bash, -c, '</dev/tcp/127.0.0.1/15672 && </dev/tcp/127.0.0.1/5672']",
  '      interval: 2s',
  '      timeout: 5s',
  '      retries: 60',
)

/** Read twice: by Compose for the ports, by Node for the addresses. Either takes what is set in the environment before it. */
const env = (management: boolean): string =>
  lines(
    'AMQP_PORT=5672',
    `AMQP_URL=amqp://${ACCOUNT}@127.0.0.1:5672`,
    'MANAGEMENT_PORT=15672',
    ...(management ? [`MANAGEMENT_URL=http://${ACCOUNT}@127.0.0.1:15672`] : []),
  )

type Published = Extract<LabEvent, { type: 'lab.publish' }>
const OPTIONS = [
  'contentType',
  'contentEncoding',
  'headers',
  'deliveryMode',
  'priority',
  'correlationId',
  'replyTo',
  'expiration',
  'messageId',
  'timestamp',
  'type',
  'appId',
] as const

const publish = ({ exchange, routingKey, properties, body }: Published): string => {
  const options = Object.fromEntries(OPTIONS.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])))
  const args = [exchange, routingKey].map((text) => JSON.stringify(text))
  return `channel.publish(${args.join(', ')}, Buffer.from('${body.base64}', 'base64'), ${JSON.stringify(options)})`
}

/** One statement for each thing the lab did at the broker itself; none for what it only watched. */
const statement = (event: Event): string | undefined => {
  const say = (...args: unknown[]) => args.map((arg) => JSON.stringify(arg)).join(', ')
  switch (event.type) {
    case 'lab.exchange':
      return `await channel.assertExchange(${say(event.exchange, event.exchangeType, { durable: true })})`
    case 'lab.queue':
      return `await channel.assertQueue(${say(event.queue, { durable: event.durable, arguments: event.arguments })})`
    case 'lab.queue-delete':
      return `await channel.deleteQueue(${say(event.queue)})`
    case 'lab.bind':
      return `await channel.bindQueue(${say(event.queue, event.exchange, event.routingKey)})`
    case 'lab.publish':
      return publish(event)
    default:
      return undefined
  }
}

const labDid = (events: readonly Event[]): string | undefined => {
  const did = events.flatMap((event) => statement(event) ?? [])
  if (did.length === 0) return undefined
  return lines(
    '// What the lab declared and published in the run this was taken from. Run it before your program.',
    "import amqp from 'amqplib'",
    '',
    'const connection = await amqp.connect(process.env.AMQP_URL)',
    'const channel = await connection.createConfirmChannel()',
    ...did,
    'await channel.waitForConfirms()',
    'await connection.close()',
  )
}

const readme = ({ title, programs }: Exercise, lab: boolean): string => {
  const commands: readonly (readonly [command: string, what: string])[] = [
    ['docker compose up --wait', 'RabbitMQ; its management: http://127.0.0.1:15672, learner, learner'],
    ['npm install', 'amqplib'],
    ...(lab ? [['npm run lab', 'declares and publishes what the lab did'] as const] : []),
    ...programs.map(({ name }) => [`npm run ${name}`, 'until it is done, or you press Ctrl-C'] as const),
    ['docker compose down --volumes', 'in the end: the broker goes, and all its queues with it'],
  ]
  const width = Math.max(...commands.map(([command]) => command.length))
  return lines(
    `# ${title}`,
    '',
    'You need Node.js 22.18 or later, and Docker for the broker.',
    '',
    '```sh',
    ...commands.map(([command, what]) => `${command.padEnd(width)}   # ${what}`),
    '```',
    '',
    ...(programs.length > 1 ? ['Give each program a terminal of its own.', ''] : []),
    'An older docker-compose has no `--wait`: `docker-compose up --detach`, and go on once `docker-compose ps` says healthy.',
    '',
    'The ports and addresses are in the file `.env`. If port 5672 or 15672 is taken on your machine, say by a RabbitMQ of your own, write another number',
    'wherever it stands there. An AMQP_URL that is set in your terminal already is taken before the one in the file.',
    ...(lab
      ? []
      : [
          '',
          'The lab had declared and published nothing when this was taken: run or check in the lab, and export again, if your program needs a queue of the lab’s.',
        ]),
  )
}

export const outside = (exercise: Exercise, files: Files, events: readonly Event[]): Files => {
  const did = labDid(events)
  const given = events.flatMap((event): [string, string][] =>
    event.type === 'lab.give' ? [[event.file, lines(JSON.stringify(event.records, null, 2))]] : [],
  )
  return {
    'README.md': readme(exercise, did !== undefined),
    'package.json': packageJson(exercise, files, did !== undefined),
    'docker-compose.yml': COMPOSE,
    '.env': env(exercise.management === true),
    ...(did !== undefined && { 'lab-did.mjs': did }),
    ...Object.fromEntries(given),
    ...files,
  }
}

// A RabbitMQ of the lab's in a container: its configuration, and a HostConfig built from scratch, as hard as RabbitMQ allows.
// It runs Debian's image and the official one alike (../../../images/rabbitmq), whose own start scripts are passed over.
//
// Its ports are numbers of 127.0.0.1 chosen here, not by Docker: a broker that is stopped and started is found where it was. Where the lab runs in a container
// itself, 127.0.0.1 is another: it dials the broker in a network the two share, at an address chosen here too.
import type Docker from 'dockerode'
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'

export interface BrokerPorts {
  readonly amqp: number
  readonly management: number
}

export interface BrokerPlan {
  readonly image: string
  readonly name?: string
  readonly network: string
  readonly labels: Readonly<Record<string, string>>
  /** Of 127.0.0.1; undefined: it is dialled at `address`. */
  readonly ports?: BrokerPorts
  /** Its own in the network; undefined: Docker chooses. */
  readonly address?: string
  /** Of the administrator, who is called USER. */
  readonly password: string
  readonly settings: BrokerSettings
  /** Bytes for the container; publishers are held back at half of it. */
  readonly memory: number
  /** The broker starts and stops by orders on stdin, and the container ends with the lab's end of it; otherwise it is the broker, and stays. */
  readonly ordered: boolean
}

export const USER = 'lab'
/** What the variable with the password begins with: it is read from there again. */
export const PASSWORD = 'RABBITMQ_DEFAULT_PASS='
export const NUMBERS = { amqp: 5672, management: 15672 } as const
export const PORTS = { amqp: '5672/tcp', management: '15672/tcp' } as const
const MiB = 1024 * 1024

export const rabbitmqConf = ({ consumerTimeout, statisticsInterval }: BrokerSettings, memory: number): string =>
  [
    `vm_memory_high_watermark.absolute = ${Math.round(memory / MiB / 2)}MiB`,
    'log.connection.level = warning',
    ...(consumerTimeout === undefined ? [] : [`consumer_timeout = ${consumerTimeout}`]),
    ...(statisticsInterval === undefined ? [] : [`collect_statistics_interval = ${statisticsInterval}`]),
  ].join('\n') + '\n'

/** Acknowledgement timeouts are looked for at every channel tick, a minute by default: a third of the timeout is soon enough. In milliseconds. */
export const tickFor = (consumerTimeout: number): number => Math.max(100, Math.round(consumerTimeout / 3))

/** The management takes a sample of the statistics every five seconds, whatever their interval: here every second, kept for ten minutes. */
const SAMPLES = ['global', 'basic', 'detailed'].map((policy) => `{${policy}, [{600, 1}]}`).join(', ')

export const advancedConfig = ({ consumerTimeout, statisticsInterval }: BrokerSettings): string => {
  const tick = consumerTimeout === undefined ? [] : [`{rabbit, [{channel_tick_interval, ${tickFor(consumerTimeout)}}]}`]
  const samples = statisticsInterval === undefined ? [] : [`{rabbitmq_management, [{sample_retention_policies, [${SAMPLES}]}]}`]
  return `[${[...tick, ...samples].join(', ')}].\n`
}

const BEGIN = [
  'cd /tmp',
  'printf %s "$LAB_CONF" >rabbitmq.conf',
  'printf %s "$LAB_ADVANCED" >advanced.config',
  'echo "[rabbitmq_management]." >enabled_plugins',
  'printf %s "$LAB_OBEY" >obey.erl',
  'exec rabbitmq-server',
]

/**
 * Where the broker obeys orders on stdin: Erlang, which the node evaluates at its start. It stops and starts the application as `rabbitmqctl stop_app`
 * and `start_app` do, from within: the one takes 0.15 s, the other 0.6, where ending the runtime takes 6 and starting it about ten.
 *
 * Five of those six are the management agent's: while its application stops it asks the application controller something, which waits for it.
 * So its handler goes first; the start puts it back.
 */
const OBEY = `spawn(fun() ->
  Ended = (catch (fun Obey() ->
    case io:get_line("") of
      "stop\\n" ->
        gen_event:delete_handler(rabbit_event, rabbit_mgmt_db_handler, []),
        ok = rabbit:stop(),
        io:put_chars("\\nlab: stopped\\n"),
        Obey();
      "start\\n" ->
        ok = rabbit:start(),
        io:put_chars("\\nlab: started\\n"),
        Obey();
      "consumer_timeout " ++ Milliseconds ->
        application:set_env(rabbit, consumer_timeout, list_to_integer(string:trim(Milliseconds))),
        io:put_chars("\\nlab: set\\n"),
        Obey();
      eof -> eof
    end
  end)()),
  Ended =:= eof orelse io:format("~p~n", [Ended]),
  erlang:halt(0, [{flush, Ended =/= eof}])
end).
`
const OBEYING = '-noshell -eval file:eval("/tmp/obey.erl")'

export const createOptions = (plan: BrokerPlan): Docker.ContainerCreateOptions => ({
  ...(plan.name === undefined ? {} : { name: plan.name }),
  Image: plan.image,
  Entrypoint: ['/bin/sh', '-c', BEGIN.join('\n')],
  Cmd: [],
  User: 'rabbitmq',
  // the data's folder bears the node's name
  Hostname: 'rabbitmq',
  Env: [
    'RABBITMQ_NODENAME=rabbit@localhost',
    'RABBITMQ_CONFIG_FILE=/tmp/rabbitmq.conf',
    'RABBITMQ_ADVANCED_CONFIG_FILE=/tmp/advanced.config',
    'RABBITMQ_ENABLED_PLUGINS_FILE=/tmp/enabled_plugins',
    'RABBITMQ_LOGS=-',
    'RABBITMQ_LOG_BASE=/tmp',
    `RABBITMQ_DEFAULT_USER=${USER}`,
    PASSWORD + plan.password,
    // nobody but the node itself speaks to its port mapper and its distribution port
    'ERL_EPMD_ADDRESS=127.0.0.1',
    `RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none ${plan.ordered ? OBEYING : ''}`,
    `LAB_CONF=${rabbitmqConf(plan.settings, plan.memory)}`,
    `LAB_ADVANCED=${advancedConfig(plan.settings)}`,
    ...(plan.ordered ? ['RABBITMQ_ALLOW_INPUT=yes', `LAB_OBEY=${OBEY}`] : []),
  ],
  Labels: { ...plan.labels },
  WorkingDir: '/tmp',
  ...(plan.ordered ? { AttachStdin: true, AttachStdout: true, AttachStderr: true, OpenStdin: true, StdinOnce: true } : {}),
  Tty: false,
  ExposedPorts: { [PORTS.amqp]: {}, [PORTS.management]: {} },
  ...(plan.address !== undefined && { NetworkingConfig: { EndpointsConfig: { [plan.network]: { IPAMConfig: { IPv4Address: plan.address } } } } }),
  HostConfig: {
    AutoRemove: plan.ordered,
    NetworkMode: plan.network,
    PortBindings: plan.ports && {
      [PORTS.amqp]: [{ HostIp: '127.0.0.1', HostPort: String(plan.ports.amqp) }],
      [PORTS.management]: [{ HostIp: '127.0.0.1', HostPort: String(plan.ports.management) }],
    },
    Mounts: [
      {
        Type: 'volume',
        Source: '',
        Target: '/var/lib/rabbitmq',
        VolumeOptions: { NoCopy: false, Labels: { ...plan.labels }, DriverConfig: { Name: 'local', Options: {} } },
      },
    ],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': `rw,nosuid,nodev,noexec,size=${16 * MiB},mode=1777` },
    ShmSize: 4 * MiB,
    PidsLimit: 512,
    Memory: plan.memory,
    MemorySwap: plan.memory,
    Ulimits: [
      { Name: 'nofile', Soft: 8192, Hard: 8192 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    LogConfig: plan.ordered ? { Type: 'none', Config: {} } : { Type: 'json-file', Config: { 'max-size': '4m', 'max-file': '2' } },
    IpcMode: 'private',
    Privileged: false,
    RestartPolicy: { Name: 'no' },
  },
})

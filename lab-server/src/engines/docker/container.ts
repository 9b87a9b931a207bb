// A learner's container, its HostConfig built from scratch: what is not written here is not allowed. See ../../../../images/node.
import type Docker from 'dockerode'

/** On everything the lab makes in Docker, so that it can be found and removed. */
export const LABEL = 'ackademy'
/** The lab's own container, where it runs in one: what bears its id goes when it does not run any more. */
export const LAB_LABEL = `${LABEL}.lab`

/** Docker's name for it. */
export const NO_NETWORK = 'none'

export interface ContainerPlan {
  readonly name: string
  readonly labels: Record<string, string>
  readonly image: string
  /** Bytes a program may print. */
  readonly outputCap: number
  /** Docker's own name for what runs containers; undefined: its default. */
  readonly runtime: string | undefined
}

const MiB = 1024 * 1024
const MEMORY = 512 * MiB

export const createOptions = (plan: ContainerPlan): Docker.ContainerCreateOptions => ({
  name: plan.name,
  Image: plan.image,
  Entrypoint: ['/opt/keeper/init', '--', '/opt/keeper/node', '/opt/keeper/lab-server/src/engines/docker/keeper/keeper.ts'],
  Cmd: ['/opt/course', String(plan.outputCap)],
  User: '1000:1000',
  // the keeper's own; what programs get is written in keeper/keeper.ts
  Env: ['LANG=C.UTF-8', 'NODE_COMPILE_CACHE=/opt/keeper/cache'],
  Labels: { ...plan.labels, [LABEL]: 'learner' },
  WorkingDir: '/tmp',
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
  OpenStdin: true,
  // when the lab's end of stdin is gone, the keeper reads its end, and ends
  StdinOnce: true,
  Tty: false,
  HostConfig: {
    AutoRemove: true,
    // until it joins its own network: see learner-container.ts
    NetworkMode: NO_NETWORK,
    // names are asked of nobody: Docker's resolver passes what it does not know to the container's own loopback, where nothing answers
    Dns: ['127.0.0.1'],
    DnsOptions: ['timeout:1', 'attempts:1'],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': `rw,nosuid,nodev,size=${64 * MiB},nr_inodes=16384,mode=0700,uid=1000,gid=1000` },
    ShmSize: 16 * MiB,
    PidsLimit: 128,
    Memory: MEMORY,
    MemorySwap: MEMORY,
    NanoCpus: 1e9,
    Ulimits: [
      { Name: 'nofile', Soft: 1024, Hard: 1024 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    LogConfig: { Type: 'none', Config: {} },
    IpcMode: 'private',
    // nor by IPv6: not even the host's link-local address
    Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1' },
    // when the machine itself runs out of memory, learners' containers go before the lab and the broker
    OomScoreAdj: 500,
    ...(plan.runtime === undefined ? {} : { Runtime: plan.runtime }),
    Privileged: false,
    RestartPolicy: { Name: 'no' },
  },
})

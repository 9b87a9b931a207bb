import { describe, expect, test } from 'vitest'
import { advancedConfig, createOptions, rabbitmqConf, type BrokerPlan } from './broker-container.ts'

const MiB = 1024 * 1024
const plan: BrokerPlan = {
  image: 'sha256:1',
  network: 'n',
  labels: { ackademy: 'rabbitmq' },
  ports: { amqp: 40001, management: 40002 },
  password: 'secret',
  settings: {},
  memory: 512 * MiB,
  ordered: false,
}

describe('a broker’s container', () => {
  test.each([{ ordered: false }, { ordered: true }])('has no right it does not need ($ordered: by orders)', ({ ordered }) => {
    expect(createOptions({ ...plan, ordered })).toMatchObject({
      User: 'rabbitmq',
      HostConfig: {
        NetworkMode: 'n',
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        ReadonlyRootfs: true,
        Privileged: false,
        PidsLimit: 512,
        Memory: 512 * MiB,
        MemorySwap: 512 * MiB,
        RestartPolicy: { Name: 'no' },
        AutoRemove: ordered,
        PortBindings: { '5672/tcp': [{ HostIp: '127.0.0.1', HostPort: '40001' }], '15672/tcp': [{ HostIp: '127.0.0.1', HostPort: '40002' }] },
      },
    })
  })

  test('holds publishers back before its memory is full', () => {
    expect(rabbitmqConf({}, 512 * MiB)).toContain('vm_memory_high_watermark.absolute = 256MiB\n')
  })

  test('looks for late acknowledgements often enough for its timeout', () => {
    expect(rabbitmqConf({ consumerTimeout: 1500 }, MiB)).toContain('consumer_timeout = 1500\n')
    expect(advancedConfig({ consumerTimeout: 1500 })).toBe('[{rabbit, [{channel_tick_interval, 500}]}].\n')
    expect(rabbitmqConf({}, MiB)).not.toContain('consumer_timeout')
    expect(advancedConfig({})).toBe('[].\n')
  })
})

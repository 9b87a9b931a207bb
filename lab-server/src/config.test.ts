import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const root = path.resolve(import.meta.dirname, '../..')

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      official: { node: 'node:24-slim', rabbitmq: 'rabbitmq:4-management' },
      dataFolder: path.join(root, '.lab'),
      root,
    })
  })

  test('takes what the environment says, and an empty variable as none', () => {
    const config = readConfig({
      PORT: '5000',
      LAB_LISTEN: 'lab',
      LAB_ENGINE: 'embedded',
      AMQP_URL: 'amqp://guest:guest@127.0.0.1:5672',
      LAB_RABBITMQ_ADMIN: '',
      LAB_NODE_IMAGE: 'registry.example:5000/library/node:22',
      LAB_DATA: '/tmp/lab',
    })
    expect(config).toEqual({
      port: 5000,
      listen: 'lab',
      engine: 'embedded',
      amqpUrl: new URL('amqp://guest:guest@127.0.0.1:5672'),
      official: { node: 'registry.example:5000/library/node:22', rabbitmq: 'rabbitmq:4-management' },
      dataFolder: '/tmp/lab',
      root,
    })
  })

  test.each([
    ['PORT', 'http', 'a port number from 0 to 65535'],
    ['PORT', '70000', 'a port number from 0 to 65535'],
    ['PORT', '-1', 'a port number from 0 to 65535'],
    ['LAB_LISTEN', '[::]', 'an IPv4 address of this machine, or a name of one'],
    ['LAB_ENGINE', 'podman', 'docker or embedded'],
    ['LAB_POOL', 'many', 'a number of workspaces from 0 to 100'],
    ['LAB_POOL', '101', 'a number of workspaces from 0 to 100'],
    ['LAB_SUBNETS', '10.192.0.1/16', 'an IPv4 network like 10.192.0.0/16, its prefix from 8 to 28'],
    ['LAB_RUNTIME', '--privileged', 'the name of a runtime Docker knows, like runsc'],
    ['AMQP_URL', 'localhost', 'an address like amqp://user:password@host:5672'],
    ['AMQP_URL', 'amqps://localhost', 'an address like amqp://user:password@host:5672'],
    ['AMQP_URL', 'http://localhost', 'an address like amqp://user:password@host:5672'],
    ['LAB_RABBITMQ_IMAGE', 'rabbitmq', 'an image’s name with its tag or digest, like rabbitmq:4-management'],
    ['LAB_EMBEDDED_RABBITMQ', '5', '3.10 or 4'],
    ['LAB_RABBITMQ_ADMIN', 'amqp://localhost', 'an address like http://user:password@host:15672'],
  ])('refuses %s=%s, and says what is expected', (name, value, expected) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config', message: `${name} is “${value}”; expected is ${expected}.` }),
    )
  })

  test('does not repeat a password', () => {
    expect(() => readConfig({ AMQP_URL: 'http://lab:secret@host' })).toThrow('AMQP_URL is “http://lab:…@host”')
  })
})

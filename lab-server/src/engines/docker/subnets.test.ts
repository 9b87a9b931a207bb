import { describe, expect, test } from 'vitest'
import { DEFAULT_SUBNETS, Subnets, subnetOf } from './subnets.ts'

describe('subnets', () => {
  test('are sixteen addresses each, the host’s first and the container’s second', () => {
    expect(DEFAULT_SUBNETS.count).toBe(4096)
    expect(subnetOf(DEFAULT_SUBNETS, 0)).toEqual({ text: '10.192.0.0/28', gateway: '10.192.0.1', address: '10.192.0.2', lab: '10.192.0.3' })
    expect(subnetOf(DEFAULT_SUBNETS, 4095)).toMatchObject({ text: '10.192.255.240/28', gateway: '10.192.255.241', address: '10.192.255.242' })
    expect(subnetOf(Subnets.parse('192.168.7.32/28'), 3)).toMatchObject({ text: '192.168.7.32/28', gateway: '192.168.7.33', address: '192.168.7.34' })
  })

  test.each(['10.192.0.0', '10.192.0.1/16', '10.192.0.0/29', '0.0.0.0/7', '256.0.0.0/16', '10.192.0.0/16 ', 'fd00::/64', '10.0.0/8'])(
    'are not in %j',
    (text) => {
      expect(Subnets.safeParse(text).success).toBe(false)
    },
  )
})

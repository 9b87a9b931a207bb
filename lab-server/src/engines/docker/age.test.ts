import type Docker from 'dockerode'
import { describe, expect, test } from 'vitest'
import { engineAge, runcWarnings } from './age.ts'

describe('an engine’s age', () => {
  test.each(['1.1.5+ds1', '1.1.14', '1.2.7', '1.3.2', '0.9.1'])('runc %s is warned of', (version) => {
    expect(runcWarnings(version)).toEqual([expect.stringContaining('CVE-2025-31133')])
  })
  test.each(['1.2.8', '1.3.3', '1.4.0', '1.5.0', '2.0.0', 'unknown', ''])('runc %j is not', (version) => {
    expect(runcWarnings(version)).toEqual([])
  })
  test('is told in its makers’ numbers', async () => {
    const docker = { version: async () => ({ Version: '20.10.24+dfsg1', Components: [{ Name: 'runc', Version: '1.3.3' }] }) } as unknown as Docker
    expect(await engineAge(docker)).toEqual({ name: 'Docker 20.10.24, runc 1.3.3', warnings: [] })
  })
})

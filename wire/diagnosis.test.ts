import { describe, expect, test } from 'vitest'
import { diagnose } from './diagnosis.ts'
import { Script } from './events.fixture.ts'

const started = () => new Script().say({ source: 'process', type: 'process.start', program: 'consumer', run: 1, file: 'consumer.js' })
const met = (script: Script, limit: 'memory' | 'output', allowed: number) =>
  script.say({ source: 'process', type: 'process.limit', program: 'consumer', limit, allowed })
const waited = (script: Script) => script.say({ source: 'lab', type: 'lab.deadline', what: 'a total', waitedMs: 2000, since: 1, limit: false })

describe('a diagnosis', () => {
  test('says that a program needed more memory than it may have, where the system ended it', () => {
    const script = met(started(), 'memory', 512 * 1024 ** 2)
    script.say({ source: 'process', type: 'process.exit', program: 'consumer', run: 1, code: null, signal: 'SIGKILL', by: 'limit', outputTail: '' })
    expect(diagnose(waited(script).wire, 'consumer')).toEqual({
      message: 'The system ended your program: it needed more memory than the 512 MiB it may have.',
      evidence: [2, 3],
      decisive: true,
    })
  })

  test('says that a program printed too much only where it did', () => {
    expect(diagnose(waited(met(started(), 'output', 1000)).wire, 'consumer')?.message).toContain('It printed more than 1000 bytes')
    expect(diagnose(waited(met(started(), 'memory', 1000)).wire, 'consumer')?.message).not.toContain('printed more')
  })
})

import { expect, test } from 'vitest'
import { topicMatches } from './topic.ts'

test.each([
  ['docker.*', 'docker.images', true],
  ['docker.*', 'docker', false],
  ['docker.*', 'docker.compose.volumes', false],
  ['docker.#', 'docker', true],
  ['docker.#', 'docker.compose.volumes', true],
  ['#.failed', 'failed', true],
  ['#.failed', 'queues.acks.failed', true],
  ['#.failed', 'queues.acks.failed.appealed', false],
  ['#.failed.#', 'queues.acks.failed.appealed', true],
  ['#', '', true],
  ['docker*', 'docker.images', false],
  ['docker', 'docker-swarm', false],
  ['#.a.#.b', 'x.a.b.y.b', true],
])('%s against %s: %s', (pattern, key, expected) => {
  expect(topicMatches(pattern, key)).toBe(expected)
})

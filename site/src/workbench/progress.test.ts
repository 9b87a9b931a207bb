import { beforeEach, describe, expect, it } from 'vitest'
import { progressIn } from './progress.ts'
import { memory } from './storage.fixture.ts'

let storage: Storage
const progress = () => progressIn(() => storage)
beforeEach(() => {
  storage = memory()
})

describe('a learner’s progress', () => {
  it('is the best check of each lesson, and stays when a later one is worse', () => {
    progress().checked('/lessons/one/', { points: 4, of: 10 })
    progress().checked('/lessons/one/', { points: 10, of: 10 })
    progress().checked('/lessons/one/', { points: 1, of: 10 })
    progress().checked('/lessons/two/', { points: 0, of: 6 })
    expect(progress().read().lessons).toEqual({ '/lessons/one/': { points: 10, of: 10 }, '/lessons/two/': { points: 0, of: 6 } })
  })
  it('is of the exercise as it is now, if its points were changed', () => {
    progress().checked('/lessons/one/', { points: 10, of: 10 })
    progress().checked('/lessons/one/', { points: 10, of: 12 })
    expect(progress().read().lessons['/lessons/one/']).toEqual({ points: 10, of: 12 })
  })
  it('knows the lesson that was open last', () => {
    progress().opened('/lessons/one/', 'One')
    progress().checked('/lessons/one/', { points: 1, of: 1 })
    progress().opened('/lessons/two/', 'Two')
    expect(progress().read()).toEqual({ lessons: { '/lessons/one/': { points: 1, of: 1 } }, last: { path: '/lessons/two/', title: 'Two' } })
  })
  it('is none where nothing is kept, or what is kept is no progress', () => {
    expect(progress().read()).toEqual({ lessons: {} })
    storage.setItem('ackademy:progress', '{"lessons": 3}')
    expect(progress().read()).toEqual({ lessons: {} })
  })
})

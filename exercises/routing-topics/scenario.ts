// First the board alone, with grades that others publish; then the marker, whose grades reach the board too.
// Waiting ends when all that the programs' own bindings let through has come out, so that what is not wanted is seen as well.
import type { Lab, Scenario } from '../_kit/scenario.ts'
import {
  allArrived,
  allSettled,
  BOARD,
  forBoard,
  gradeElsewhere,
  GRADES,
  handIn,
  ready,
  rightGrade,
  setUp,
  shownOnBoard,
  SUBMISSIONS,
  toMark,
} from './grades.ts'

const waits = (lab: Lab, program: string) => lab.until(`the ${program} waits for messages`, (wire) => ready(wire, program))

const boardDone = (lab: Lab) =>
  lab.until(
    'every wanted grade on the board',
    (wire) => allArrived(wire, 'board', GRADES) && allSettled(wire, 'board') && forBoard(wire).every((grade) => shownOnBoard(wire, grade).length > 0),
  )
const markerDone = (lab: Lab) =>
  lab.until(
    'every submission of the two courses marked',
    (wire) => allArrived(wire, 'marker', SUBMISSIONS) && allSettled(wire, 'marker') && toMark(wire).every((given) => rightGrade(wire, given)),
  )

/** A program may have several queues and still be at it when the first one works: then messages are published again once it is set up. */
async function whole(lab: Lab, program: string, publish: () => Promise<void>, done: () => Promise<boolean>): Promise<boolean> {
  for (let round = 1; ; round++) {
    const before = setUp(lab.wire, program)
    await publish()
    const all = await done()
    if (!all || setUp(lab.wire, program) === before || round === ROUNDS) return all
  }
}
const ROUNDS = 4

export default {
  async prepare(lab) {
    await lab.declareExchange(SUBMISSIONS, 'direct')
    await lab.declareExchange(GRADES, 'topic')
    await lab.declareQueue(BOARD, { durable: true })
  },

  async practice(lab, program) {
    if (!(await waits(lab, program))) return
    if (program === 'marker') await handIn(lab)
    else await gradeElsewhere(lab)
  },

  async check(lab) {
    lab.step('Start the board')
    await lab.start('board')
    await waits(lab, 'board')
    lab.step('Publish grades of others')
    await whole(
      lab,
      'board',
      () => gradeElsewhere(lab),
      () => boardDone(lab),
    )

    lab.step('Start the marker')
    await lab.start('marker')
    await waits(lab, 'marker')
    lab.step('Hand in submissions of four courses')
    const marked = await whole(
      lab,
      'marker',
      () => handIn(lab),
      () => markerDone(lab),
    )
    if (marked) await boardDone(lab)
    lab.step('Stop both')
    await lab.stop('marker')
    await lab.stop('board')
    await lab.ask(BOARD)
  },
} satisfies Scenario

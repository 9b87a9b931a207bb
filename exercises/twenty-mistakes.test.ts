// What goes wrong with acknowledgements, in twenty mistakes: each stands in an exercise, and a finding names it in a sentence of its own.
// The table is printed. Evidence are the golden recordings, which the suite beside this proves on every engine.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Mistake } from '@ackademy/contract/exercise.ts'
import { Verdict } from '@ackademy/contract/verdict.ts'

interface Row {
  readonly what: string
  /** Names of rules, one of which a finding bears; or the task of an exercise whose own consumers make the mistake, and a program sees it. */
  readonly named: readonly string[] | { readonly exercise: string; readonly task: string; readonly program: string }
  /** What its sentence can't do without. */
  readonly says: RegExp
}

const TWENTY: readonly Row[] = [
  { what: 'no ack at all', named: ['never-acks'], says: /never acknowledged/i },
  { what: 'no-ack mode where safety was asked for', named: ['no-ack'], says: /noAck/ },
  { what: 'ack before the work', named: ['acks-before-work'], says: /before the work was done/ },
  { what: 'ack in a finally, or after an error', named: ['acks-what-failed'], says: /could not be processed/ },
  { what: 'double ack', named: ['acks-twice'], says: /twice|second/i },
  { what: 'ack on another channel than the delivery’s', named: ['acks-on-another-channel'], says: /another channel/ },
  { what: 'allUpTo by accident', named: ['acks-many-at-once'], says: /one ack/i },
  { what: 'requeue of a poison message', named: ['requeues-forever'], says: /requeue/ },
  { what: 'refused with no dead-letter exchange', named: ['throws-away'], says: /thrown away/i },
  { what: 'no prefetch', named: ['no-prefetch'], says: /prefetch/ },
  { what: 'prefetch after consume', named: ['prefetch-after-consume'], says: /after/ },
  { what: 'prefetch too large', named: ['prefetch-too-large', 'holds-too-many'], says: /prefetch/ },
  { what: 'the handler throws, and the ack is never sent', named: ['dies-holding'], says: /died .+holding/ },
  { what: 'exit right after publishing', named: ['ends-before-confirms', 'no-clean-close'], says: /ended/ },
  { what: 'no confirm channel where no loss was asked for', named: ['no-confirms'], says: /without confirm\.select/ },
  { what: 'message not persistent, or queue not durable', named: ['not-persistent', 'not-durable'], says: /restarts/ },
  { what: 'unroutable without mandatory', named: ['not-mandatory'], says: /mandatory/ },
  { what: 'not idempotent: what comes twice counts twice', named: ['answers-twice'], says: /came twice/ },
  { what: 'null is taken for a message when the consumer is cancelled', named: ['dies-with-queue'], says: /cancelled your consumer/ },
  {
    what: 'ack later than the acknowledgement timeout',
    named: { exercise: 'management-gui', task: 'timeout', program: 'solution' },
    says: /acknowledgement on channel \d+ timed out/,
  },
]

const root = import.meta.dirname
const verdictOf = (exercise: string, program: string): Verdict =>
  Verdict.parse(JSON.parse(readFileSync(path.join(root, exercise, 'recordings', `${program}.verdict.json`), 'utf8')))

interface Shown {
  readonly exercise: string
  readonly program: string
  readonly mistake: string
  readonly sentence: string
}

/** Every authored mistake of every exercise, with the sentence that names it. */
const authored: readonly Shown[] = readdirSync(root)
  .filter((exercise) => existsSync(path.join(root, exercise, 'mistakes')))
  .flatMap((exercise) =>
    readdirSync(path.join(root, exercise, 'mistakes')).flatMap((program) => {
      const file = path.join(root, exercise, 'mistakes', program, 'mistake.json')
      const { task, mistake } = Mistake.parse(JSON.parse(readFileSync(file, 'utf8')))
      const finding = verdictOf(exercise, program).findings.find((one) => one.task === task && one.mistake === mistake)
      return finding === undefined ? [] : [{ exercise, program, mistake, sentence: finding.message }]
    }),
  )

function shownBy({ named }: Row): readonly Shown[] {
  if (!('task' in named)) return authored.filter(({ mistake }) => named.includes(mistake))
  const { exercise, task, program } = named
  if (!existsSync(path.join(root, exercise))) return []
  const finding = verdictOf(exercise, program).findings.find((one) => one.task === task)
  return finding === undefined ? [] : [{ exercise, program, mistake: task, sentence: finding.message }]
}

/** Not there yet: its row is the table's one gap until it is. */
const isGap = ({ named }: Row): boolean => 'task' in named && !existsSync(path.join(root, named.exercise))

test('the table of the twenty mistakes', () => {
  const lines = TWENTY.map((row, index) => {
    const [first, ...others] = shownBy(row)
    const number = String(index + 1).padStart(2)
    if (first === undefined) return `${number}  ${row.what}\n      ${isGap(row) ? 'not yet' : 'NOWHERE'}`
    const where = `${first.exercise}/${first.program}${others.length > 0 ? ` and ${others.length} more` : ''}`
    return `${number}  ${row.what}\n      ${where}: ${first.mistake}\n      “${first.sentence}”`
  })
  console.log(lines.join('\n'))
  expect(TWENTY).toHaveLength(20)
})

test.each(TWENTY.filter((row) => !isGap(row)))('$what: stands in an exercise, and is named by a sentence of its own', (row) => {
  const shown = shownBy(row)
  expect(shown.length).toBeGreaterThan(0)
  for (const { sentence } of shown) expect(sentence).toMatch(row.says)
})

test('no two mistakes share a sentence', () => {
  const firsts = TWENTY.flatMap((row) => shownBy(row)[0]?.sentence ?? [])
  expect(new Set(firsts).size).toBe(firsts.length)
})

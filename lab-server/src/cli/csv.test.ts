import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

test('a name that a spreadsheet would run as a formula is plain text, and quotes are doubled', () => {
  const graded = [
    { learner: '=HYPERLINK("http://x")', exercise: 'simple-consumer', error: 'The folder is empty.' },
    { learner: '-2+3', exercise: 'a,b', error: 'one\ntwo' },
  ]
  expect(toCsv(graded).split('\r\n')).toEqual([
    'learner,exercise,status,score,findings',
    `"'=HYPERLINK(""http://x"")",simple-consumer,not judged,,The folder is empty.`,
    `'-2+3,"a,b",not judged,,"one\ntwo"`,
    '',
  ])
})

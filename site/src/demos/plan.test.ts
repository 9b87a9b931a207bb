// Held on every Recording there is: the demos', and the golden ones of the exercises, each of which may be shown as a demo.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import { filmOf } from '@ackademy/wire/film.ts'
import { describe, expect, test } from 'vitest'
import { legendOf } from './legend.tsx'
import { linesOf } from './lines.ts'
import { planOf } from './plan.ts'
import { shotsOf } from './shots.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const stored = ['site/src/demos/recorded', 'exercises'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/\\]+[/\\](recordings[/\\][^/\\]+|recording)\.jsonl$/.test(file))
    .map((file) => path.join(folder, file)),
)

describe.each(stored)('the picture of %s', (file) => {
  const film = filmOf(fromJsonl(readFileSync(path.join(root, file), 'utf8')))
  const plan = planOf(film)
  const shots = shotsOf(film, plan)

  test('has room for every token, and none hides another', () => {
    for (const { tokens, kept, says } of shots) {
      const spots = [...Object.values(tokens), ...Object.values(kept)].map(([x, y]) => [x, y] as const)
      for (const [x, y] of spots) {
        expect(x, says).toBeGreaterThan(11)
        expect(x, says).toBeLessThan(plan.width - 11)
        expect(y, says).toBeGreaterThan(11)
        expect(y, says).toBeLessThan(plan.height - 8)
      }
      expect(new Set(spots.map(String)).size, says).toBe(spots.length)
    }
  })

  test('shows what is unacknowledged twice: with who holds it, and where the broker keeps it', () => {
    for (const { tokens, kept } of shots) {
      const held = Object.entries(tokens).flatMap(([id, [, , look]]) => (look === 'unacked' ? [id] : []))
      expect(Object.keys(kept)).toEqual(held)
    }
  })

  test('has lines down from box to box, and says what its tokens mean', () => {
    for (const { from, to, dead } of linesOf(film, plan)) expect(dead || from.y < to.y).toBe(true)
    const looks = new Set(shots.flatMap(({ tokens }) => Object.values(tokens).map(([, , look]) => look)))
    const meant: readonly string[] = legendOf(film).flatMap(({ look, again, round }) => (again || round ? [] : [look]))
    for (const look of ['ready', 'unacked', 'forgotten', 'held'] as const) expect(meant.includes(look)).toBe(looks.has(look))
  })
})

test.each(stored.filter((file) => file.startsWith('site')))('what a page carries of %s is small', (file) => {
  const film = filmOf(fromJsonl(readFileSync(path.join(root, file), 'utf8')))
  expect(gzipSync(JSON.stringify(shotsOf(film, planOf(film)))).length).toBeLessThan(4096)
})

// A film reasons where messages are; the broker was asked. Where both speak of a queue they have to agree, in every golden recording.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import { count, filmOf } from '@ackademy/wire/film.ts'

const golden = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[^/\\]+[/\\]recordings[/\\][^/\\]+\.jsonl$/.test(file))
  .map((file) => ({ file, recording: fromJsonl(readFileSync(path.join(import.meta.dirname, file), 'utf8')) }))
const asking = golden.filter(({ recording }) => recording.events.some(({ type }) => type === 'broker.queue'))

test.each(asking)('the film of $file agrees with the broker', ({ recording }) => {
  const film = filmOf(recording)
  const asked = film.scenes.flatMap((scene) => (scene.event.type === 'broker.queue' ? [{ scene, said: scene.event }] : []))
  for (const { scene, said } of asked) {
    if (!said.exists) expect(count(scene, 'ready', said.queue), said.queue).toBe(0)
    else expect(count(scene, 'ready', said.queue), said.queue).toBe(said.messagesReady)
  }
})

test.each(golden)('$file can be played: its film has scenes, and each tells something', ({ recording }) => {
  const { scenes } = filmOf(recording)
  expect(scenes.length).toBeGreaterThan(0)
  for (const { says } of scenes) expect(says).toMatch(/^.{8,}[.]$/)
})

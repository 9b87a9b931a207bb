// A film reasons where messages are; the broker was asked. Where both speak of a queue they have to agree, in every golden recording.
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import { count, filmOf } from '@ackademy/wire/film.ts'

const golden = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[^/\\]+[/\\]recordings[/\\][^/\\]+\.jsonl$/.test(file))
  .sort()

test.each(golden)('the film of %s agrees with the broker', async (file) => {
  const film = filmOf(fromJsonl(await readFile(path.join(import.meta.dirname, file), 'utf8')))
  const asked = film.scenes.flatMap((scene) => (scene.event.type === 'broker.queue' ? [{ scene, said: scene.event }] : []))
  expect(asked.length, 'the broker was asked').toBeGreaterThan(0)
  for (const { scene, said } of asked) {
    if (!said.exists) expect(count(scene, 'ready', said.queue), said.queue).toBe(0)
    else expect(count(scene, 'ready', said.queue), said.queue).toBe(said.messagesReady)
  }
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTrial, type Trial } from './trial.ts'

let reason: string | undefined
let trial: Trial
beforeAll(async () => {
  trial = await openTrial({
    probes: { ready: async () => reason, figures: () => [{ name: 'ackademy_checks_total', help: 'Checks begun.', value: 3 }] },
  })
})
afterAll(() => trial[Symbol.asyncDispose]())

const stranger = () => ({ Host: `127.0.0.1:${trial.http.port}` })

describe('who watches over the lab', () => {
  test('asks without a token whether it is there', async () => {
    const answer = await trial.request('/healthz', stranger())
    expect([answer.status, answer.body.toString()]).toEqual([200, 'ok\n'])
  })

  test('is told when it can’t serve, and why', async () => {
    reason = 'no Docker engine answers'
    const answer = await trial.request('/readyz', stranger())
    expect([answer.status, answer.body.toString()]).toEqual([503, 'no Docker engine answers\n'])
    reason = undefined
    expect((await trial.request('/readyz', stranger())).status).toBe(200)
  })

  test('reads its figures as Prometheus does', async () => {
    const answer = await trial.request('/metrics', stranger())
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.body.toString()).toBe('# HELP ackademy_checks_total Checks begun.\n# TYPE ackademy_checks_total counter\nackademy_checks_total 3\n')
  })

  test('but is no page of another origin, by another name, or a writer', async () => {
    expect((await trial.request('/metrics', { Host: 'evil.example' })).status).toBe(403)
    expect((await trial.request('/metrics', { ...stranger(), Origin: 'http://evil.example' })).status).toBe(403)
    expect((await trial.request('/metrics', { ...stranger(), 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await trial.request('/metrics', stranger(), { method: 'POST' })).status).toBe(403)
    expect((await trial.request('/lessons/', stranger())).status, 'nothing else is open').toBe(403)
  })
})

// What whoever watches over the lab may ask without a token: is it there, can it serve, and how busy is it. Numbers only, nobody's name.
// The text of /metrics is Prometheus' exposition format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/
import { Router } from 'express'
import type { Figure } from '../figure.ts'

export interface Probed {
  /** Why it can't serve now, in words; undefined when it can. */
  readonly ready: () => Promise<string | undefined>
  readonly figures: () => readonly Figure[]
}

export const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

export const probes = ({ ready, figures }: Probed): Router =>
  Router()
    .get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'))
    .get('/readyz', async (_request, response) => {
      const reason = await ready()
      response
        .status(reason === undefined ? 200 : 503)
        .type('text/plain')
        .send(`${reason ?? 'ready'}\n`)
    })
    .get('/metrics', (_request, response) => void response.type('text/plain; version=0.0.4').send(exposition(figures())))

export const exposition = (figures: readonly Figure[]): string =>
  figures
    .map(({ name, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n${name} ${value}\n`)
    .join('')

// The page that shows the management: plain files beside this one.
import { readFileSync } from 'node:fs'
import path from 'node:path'

const file = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8')

/** By path; read when somebody looks. */
export const PAGE: ReadonlyMap<string, { readonly type: string; readonly body: () => string }> = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: () => file('page.html') }],
  ['/page.css', { type: 'text/css; charset=utf-8', body: () => file('page.css') }],
  ['/page.client.js', { type: 'text/javascript; charset=utf-8', body: () => file('page.client.js') }],
])

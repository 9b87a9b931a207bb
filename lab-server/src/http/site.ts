// Serves the built site. It is read whole into memory at the start (a few MB), so that a build beside a running lab pulls no file from
// under it, no request ever shapes a path on disk, and the inline scripts are hashed from the very bytes that are sent.
import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { RequestHandler, Response } from 'express'
import { LabError } from '../errors.ts'
import { inlineScriptHashes } from './headers.ts'

export interface Site {
  readonly serve: RequestHandler
  /** Of all pages, each once. */
  readonly scriptHashes: readonly string[]
}

type Encoding = 'br' | 'gzip' | 'identity'
interface Page {
  readonly bodies: Readonly<Partial<Record<Encoding, Buffer>>> & { readonly identity: Buffer }
  readonly etag: string
}

/** @throws LabError `config` when the folder holds no built site */
export const openSite = async (folder: string): Promise<Site> => {
  const files = await readAll(folder)
  if (!files.has('/index.html')) throw new LabError('config', `There is no built site in ${folder}.`, '`npm start` builds it.')
  const pages = new Map<string, Page>()
  for (const [name, identity] of files) {
    if (/\.(br|gz)$/.test(name) && files.has(name.replace(/\.(br|gz)$/, ''))) continue
    const br = files.get(`${name}.br`)
    const gzip = files.get(`${name}.gz`)
    const etag = createHash('sha256').update(identity).digest('base64url').slice(0, 16)
    pages.set(name, { bodies: { identity, ...(br && { br }), ...(gzip && { gzip }) }, etag })
  }
  const html = [...files].filter(([name]) => name.endsWith('.html')).map(([, body]) => body.toString('utf8'))
  return { serve: serving(pages), scriptHashes: [...new Set(html.flatMap(inlineScriptHashes))] }
}

const readAll = async (folder: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const visible = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  return new Map(
    await Promise.all(
      visible.map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name)
        return [`/${path.relative(folder, file).split(path.sep).join('/')}`, await readFile(file)] as const
      }),
    ),
  )
}

const serving =
  (pages: ReadonlyMap<string, Page>): RequestHandler =>
  (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const name = decoded(request.path)
    const found = pages.has(name) ? name : [`${name}index.html`, `${name}.html`].find((other) => pages.has(other))
    if (found !== undefined) return send(response, found, pages)
    if (pages.has(`${name}/index.html`)) return response.redirect(308, `${request.path}/`)
    if (!pages.has('/404.html')) return next()
    response.status(404)
    send(response, '/404.html', pages)
  }

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const send = (response: Response, name: string, pages: ReadonlyMap<string, Page>): void => {
  const page = pages.get(name)
  if (page === undefined) return
  const { req: request } = response
  const encodings: readonly Encoding[] = ['br', 'gzip', 'identity']
  // In our order, not the browser's: those that take br name gzip first.
  const encoding = encodings.find((one) => page.bodies[one] !== undefined && request.acceptsEncodings(one) !== false) ?? 'identity'
  response.type(path.extname(name) || 'application/octet-stream')
  response.vary('Accept-Encoding')
  // A file under /_astro/ bears its hash in its name; the others are asked for each time and answered by 304.
  response.set('Cache-Control', name.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache')
  response.set('ETag', `"${page.etag}-${encoding}"`)
  if (encoding !== 'identity') response.set('Content-Encoding', encoding)
  if (request.fresh) return void response.status(304).end()
  const body = page.bodies[encoding] ?? page.bodies.identity
  response.set('Content-Length', String(body.length))
  response.end(request.method === 'HEAD' ? undefined : body)
}

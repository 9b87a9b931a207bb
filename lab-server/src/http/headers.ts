// What every answer tells the browser: which scripts may run, and that nobody else may frame, read or sniff it.
import { createHash } from 'node:crypto'

/**
 * The hashes of the scripts written into a page, as the policy wants them. Astro and Starlight write a few (the theme before the first
 * paint, the start of an island); naming each by its hash keeps 'unsafe-inline' out.
 */
export const inlineScriptHashes = (html: string): readonly string[] =>
  [...html.matchAll(/<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)<\/script\s*>/gi)]
    .filter(([, attributes = '']) => !/(?:^|\s)src\s*=/i.test(attributes))
    // The browser hashes what its parser made of it, and the parser knows only \n.
    .map(([, , script = '']) => createHash('sha256').update(script.replace(/\r\n?/g, '\n')).digest('base64'))
    .map((hash) => `'sha256-${hash}'`)

/** @param scripts hashes by `inlineScriptHashes`, each once */
export const contentSecurityPolicy = (port: number, scripts: readonly string[]): string =>
  Object.entries({
    'default-src': ["'self'"],
    // The site's search (Pagefind) is WebAssembly; compiling it needs a word of its own, which lets no script be evaluated.
    'script-src': ["'self'", "'wasm-unsafe-eval'", ...scripts],
    // The editor and the terminal place lines and cursors by style attributes and style sheets of their own making.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'", 'data:'],
    // Older Safari does not count a WebSocket of the same host as 'self'.
    'connect-src': ["'self'", `ws://127.0.0.1:${port}`, `ws://localhost:${port}`],
    'worker-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ')

export const securityHeaders = (policy: string): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
})

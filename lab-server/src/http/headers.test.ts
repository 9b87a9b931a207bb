import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { contentSecurityPolicy, inlineScriptHashes } from './headers.ts'

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('the content security policy', () => {
  test('names each inline script by its hash, and none that is loaded', () => {
    const html = `<script>a()</script><SCRIPT type="module" data-x="a > b">\r\nb()\n</SCRIPT ><script src="/c.js"></script><script data-src="d">d()</script>`
    expect(inlineScriptHashes(html)).toEqual([hash('a()'), hash('\nb()\n'), hash('d()')])
  })

  test('lets no other script run, and no page frame this one', () => {
    const policy = contentSecurityPolicy(4321, [hash('a()')])
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1]
    expect(scripts).toBe(`'self' 'wasm-unsafe-eval' ${hash('a()')}`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'self'")
  })
})

// What is done with the pages once Astro has built them: addresses get the base put before them, and a fault ends the build.
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { faultsOf } from './faults.ts'
import { readBuilt } from './pages.ts'
import { rebase } from './rebase.ts'

export function builtPages({ base, exercises }: { base: string; exercises: string }): AstroIntegration {
  return {
    name: 'built-pages',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir)
        const { pages } = await readBuilt(folder)
        // an address below it could be either, with the base before it or without
        if (base !== '/' && pages.some(({ address }) => `/${address}`.startsWith(base)))
          throw new Error(`The site can't lie under ${base}: some of its own pages do.`)
        for (const { address, html } of pages) {
          const rebased = rebase(html, base)
          if (rebased !== html) await writeFile(path.join(folder, address.endsWith('.html') ? address : `${address}index.html`), rebased)
        }
        const entries = await readdir(exercises, { withFileTypes: true })
        const slugs = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
        const built = await readBuilt(folder)
        const faults = faultsOf(built, { base, exercises: slugs })
        if (faults.length > 0) throw new Error(`The built pages have faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
        logger.info(`${built.pages.length} pages: links, anchors, images, exercises and text alternatives are in order`)
      },
    },
  }
}

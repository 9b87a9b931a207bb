// A static site: the lab server hands out dist/ with a strict content security policy, so nothing here may ask another host for anything.
// SITE_BASE is the path it is to lie under, with a slash at both ends.
import path from 'node:path'
import { defineConfig } from 'astro/config'
import mdx from '@astrojs/mdx'
import preact from '@astrojs/preact'
import starlight from '@astrojs/starlight'
import { builtPages } from './built/integration.ts'
import { LESSONS } from './src/course.ts'

const base = process.env.SITE_BASE || '/'

export default defineConfig({
  base,
  server: { host: '127.0.0.1' },
  devToolbar: { enabled: false },
  integrations: [
    starlight({
      title: 'Ackademy',
      description: 'Learn message brokers by running them: the lab reads the wire and tells you what your program really did.',
      logo: { light: './src/assets/logo-light.svg', dark: './src/assets/logo-dark.svg', alt: '' },
      customCss: ['./src/styles/theme.css', './src/styles/diagrams.css'],
      components: {
        Head: './src/components/PatientHead.astro',
        Hero: './src/components/HomeHero.astro',
        PageTitle: './src/components/LessonTitle.astro',
        Search: './src/components/NamedSearch.astro',
      },
      sidebar: [
        { label: 'Message brokers', items: LESSONS },
        { label: 'The lab', items: ['how-the-lab-judges', 'replay', 'watch', 'the-embedded-broker', 'on-your-own-machine'] },
      ],
      expressiveCode: {
        themes: ['github-dark', 'github-light'],
        useStarlightUiThemeColors: true,
        styleOverrides: { borderRadius: '0.5rem', codeBackground: 'var(--ack-panel)' },
      },
      credits: false,
    }),
    mdx(),
    preact(),
    builtPages({ base, exercises: path.resolve(import.meta.dirname, '../exercises') }),
  ],
})

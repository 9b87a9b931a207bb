// A static site: the lab server hands out dist/ with a strict content security policy, so nothing here may ask another host for anything.
import { defineConfig } from 'astro/config'
import mdx from '@astrojs/mdx'
import preact from '@astrojs/preact'
import starlight from '@astrojs/starlight'
import { LESSONS } from './src/course.ts'

export default defineConfig({
  server: { host: '127.0.0.1' },
  devToolbar: { enabled: false },
  integrations: [
    starlight({
      title: 'Ackademy',
      description: 'Learn message brokers by running them: the lab reads the wire and tells you what your program really did.',
      logo: { light: './src/assets/logo-light.svg', dark: './src/assets/logo-dark.svg', alt: '' },
      customCss: ['./src/styles/theme.css', './src/styles/diagrams.css'],
      components: {
        Hero: './src/components/HomeHero.astro',
        PageTitle: './src/components/LessonTitle.astro',
        Search: './src/components/NamedSearch.astro',
      },
      sidebar: [
        { label: 'Message brokers', items: LESSONS },
        { label: 'The lab', items: ['how-the-lab-judges', 'on-your-own-machine'] },
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
  ],
})

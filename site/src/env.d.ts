// Starlight puts the page's route on Astro.locals; its types come with the package.
import type {} from '@astrojs/starlight'

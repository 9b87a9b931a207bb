// The pages of the course. A lesson says in its head what the list of lessons and the box under its title show.
import { defineCollection } from 'astro:content'
import { docsLoader } from '@astrojs/starlight/loaders'
import { docsSchema } from '@astrojs/starlight/schema'
import { z } from 'astro/zod'

const Lesson = z.strictObject({
  /** An estimate, in minutes, for someone new to the subject. */
  minutes: z.int().positive(),
  /** One line for the list of lessons. */
  summary: z.string(),
  /** What the reader can do afterwards; each completes "You will be able to …". */
  outcomes: z.array(z.string()).min(1),
  /** What the reader should know or have done before. */
  before: z.string(),
  /** The exercise's slug, where the lesson holds one. */
  exercise: z.string().optional(),
})

export const collections = {
  docs: defineCollection({ loader: docsLoader(), schema: docsSchema({ extend: z.object({ lesson: Lesson.optional() }) }) }),
}

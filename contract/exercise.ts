// What `exercise.json` holds: the part of an exercise its learner may see.
import { z } from 'zod'
import { isFilePath } from './file-path.ts'

export const Slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')

export const Task = z.strictObject({
  id: Slug,
  title: z.string(),
  points: z.int().positive(),
})
export type Task = z.infer<typeof Task>

export const Program = z.strictObject({
  /** The program's name: its terminal's title and its events' `program`. */
  name: Slug,
  /** The file it starts from; `.ts`, `.mjs`, `.cjs` and so on in its place are accepted. */
  entry: z.string().regex(/^[\w-]+\.js$/, 'a plain file name ending in .js'),
})
export type Program = z.infer<typeof Program>

/** What an exercise sets on a broker of its own; an empty one is only to be stopped and started. */
export const BrokerSettings = z.strictObject({
  /**
   * Milliseconds a delivery may stay unacknowledged before its channel is closed; a broker's default is half an hour.
   * https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout
   */
  consumerTimeout: z.int().min(500).optional(),
  /** Milliseconds between two looks of its management at queues and channels; RabbitMQ's default is five seconds. */
  statisticsInterval: z.int().min(100).optional(),
})
export type BrokerSettings = z.infer<typeof BrokerSettings>

export const Exercise = z.strictObject({
  slug: Slug,
  title: z.string(),
  /** One line for lists. */
  summary: z.string(),
  services: z.array(z.enum(['rabbitmq'])).min(1),
  /** None is called `shell`: that is the learner's own (protocol.ts). */
  programs: z.array(Program.refine(({ name }) => name !== 'shell')).min(1),
  tasks: z.array(Task).min(1),
  /** The exercise restarts or configures its broker, so its sessions share none. */
  ownBroker: BrokerSettings.optional(),
  /** Programs are given MANAGEMENT_URL too: the broker's management, by an account that may ask about their virtual host. */
  management: z.boolean().optional(),
  /** The whole check's time limit in seconds, from its first wait for a program. */
  timeLimit: z.int().positive().default(30),
})
export type Exercise = z.infer<typeof Exercise>

/** `mistakes/<name>/mistake.json`: what the suite expects of an authored mistake. Never leaves the lab. */
export const Mistake = z.strictObject({
  /** The task it fails. */
  task: Slug,
  /** The name the finding must bear, a rule of wire/mistakes. */
  mistake: Slug,
})
export type Mistake = z.infer<typeof Mistake>

/** A learner's files by relative path with `/`, as text. */
export const FilePath = z.string().refine(isFilePath, 'a relative path of plain names')
export const Files = z.record(FilePath, z.string().max(256 * 1024))
export type Files = Readonly<Record<string, string>>

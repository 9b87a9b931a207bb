import type { Config } from '../config.ts'
import { serve } from '../main.ts'

export const usage = 'serve'
export const summary = 'serves the course and the lab on one port (what npm start does)'

export const run = (_args: readonly string[], config: Config): Promise<number> => serve(config)

import type { Config } from '../config.ts'
import { LabError } from '../errors.ts'

export const engineOption = { engine: { type: 'string' } } as const

/** `--engine` overrules LAB_ENGINE. */
export function withEngine(config: Config, engine: string | undefined): Config {
  if (engine === undefined) return config
  if (engine !== 'docker' && engine !== 'embedded')
    throw new LabError('usage', `There is no engine ${JSON.stringify(engine)}.`, 'The engines are docker and embedded.')
  return { ...config, engine }
}

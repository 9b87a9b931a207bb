// The words of a command line, parsed and refused by name.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { LabError } from '../errors.ts'

/** Throws LabError `usage`. */
export function words<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T, usage: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (cause) {
    throw new LabError('usage', cause instanceof Error ? cause.message : String(cause), `Usage: lab ${usage}`, { cause })
  }
}

export function required(value: string | undefined, name: string, usage: string): string {
  if (value === undefined) throw new LabError('usage', `<${name}> is missing.`, `Usage: lab ${usage}`)
  return value
}

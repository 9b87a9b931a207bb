import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '../config.ts'
import { asLabError } from '../errors.ts'
import { openEngine, openParts } from '../parts.ts'
import { words } from './words.ts'

export const usage = 'doctor'
export const summary = 'says which engine and services would be used, and why not the others'

export async function run(args: readonly string[], config: Config): Promise<number> {
  words(args, {}, usage)
  const lines: [what: string, state: string][] = [['Node', `${process.version} at ${process.execPath}`]]
  const unfit: string[] = []
  const row = async (what: string, look: () => Promise<string>) => {
    try {
      lines.push([what, await look()])
    } catch (error) {
      const { message, advice } = asLabError(error)
      lines.push([what, `${message} ${advice}`])
      unfit.push(what)
    }
  }
  await row('docker engine', async () => {
    const reason = await openEngine({ ...config, engine: 'docker' }).unavailable()
    if (reason !== undefined) return `not used: ${reason}`
    return config.engine === 'docker' ? 'used: programs run in hardened containers' : 'could be used: set LAB_ENGINE=docker'
  })
  await row('embedded engine', async () => {
    const engine = openEngine({ ...config, engine: 'embedded' })
    const reason = await engine.unavailable()
    return (
      reason ??
      `${config.engine === 'docker' ? 'not used' : 'used'}: programs run as your own user on this machine, without a sandbox${'terminal' in engine ? ` (terminals: ${String(engine.terminal)})` : ''}`
    )
  })
  await row('RabbitMQ', async () => {
    await using parts = await openParts({ ...config, engine: 'embedded' })
    return config.amqpUrl ? `${parts.rabbitMq.version}, from AMQP_URL` : `${parts.rabbitMq.version}; set AMQP_URL to use a broker you have`
  })
  await row('exercises', async () => {
    await using parts = await openParts({ ...config, engine: 'embedded', amqpUrl: undefined })
    const slugs = await parts.exercises.slugs()
    for (const slug of slugs) await parts.exercises.load(slug)
    return `${slugs.length}: ${slugs.join(', ')}`
  })
  lines.push(['site', existsSync(path.join(config.root, 'site', 'dist', 'index.html')) ? 'built' : 'not built yet; npm start builds it'])
  lines.push(['data', config.dataFolder])
  const width = Math.max(...lines.map(([what]) => what.length))
  for (const [what, state] of lines) console.log(`${what.padEnd(width)}  ${state}`)
  return unfit.length === 0 ? 0 : 2
}

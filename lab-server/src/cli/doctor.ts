import { existsSync } from 'node:fs'
import path from 'node:path'
import Docker from 'dockerode'
import { choose } from '../choice.ts'
import type { Config } from '../config.ts'
import { engineAge } from '../engines/docker/age.ts'
import { ownContainer } from '../engines/docker/own-container.ts'
import { stillReachable } from '../engines/docker/reachable.ts'
import { asLabError } from '../errors.ts'
import { ExerciseFolders } from '../grading/exercise-folder.ts'
import { findImage, LAB_IMAGES, offlineImpossible } from '../images/lab-images.ts'
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
  const docker = new Docker()
  const choice = await choose(config, docker)
  const used = choice.engine === 'docker' && choice.notDocker === undefined

  lines.push(['docker engine', used ? 'used: programs run in hardened containers' : `not used: ${choice.notDocker}`])
  if (choice.engine === 'docker' && !used) unfit.push('docker engine')
  if (used || choice.missing.length > 0) {
    for (const { name, purpose } of LAB_IMAGES) {
      await row(`image ${name}`, async () => {
        const found = await findImage(docker, name)
        return found ? `${found.id.slice(0, 19)}, ${Math.round(found.size / 1e6)} MB: ${purpose}` : `not there: ${purpose}`
      })
    }
    if (choice.missing.length > 0) lines.push(['getting images', ways()])
    await row('engine’s age', async () => {
      const { name, warnings } = await engineAge(docker)
      return [name, ...warnings].join('. ')
    })
    await row('reachable', async () => {
      const nothing = 'learners’ programs reach their taps and nothing else'
      if ((await ownContainer(docker)) !== undefined) return nothing
      const { reason, ports } = await stillReachable()
      if (reason === undefined) return nothing
      return `this host can’t be closed to learners’ programs (${reason}): ${ports.length > 0 ? ports.join(', ') : 'nothing listens there now'}`
    })
  }
  await row('embedded engine', async () => {
    const engine = openEngine({ ...config, engine: 'embedded' })
    const reason = await engine.unavailable()
    return (
      reason ??
      `${choice.engine === 'docker' ? 'not used' : 'used'}: programs run as your own user on this machine, without a sandbox${'terminal' in engine ? ` (terminals: ${String(engine.terminal)})` : ''}`
    )
  })
  await row('RabbitMQ', async () => {
    // a container is not started to be told of
    if (used && !config.amqpUrl) return 'a container of its own, which the labs of this machine share; set AMQP_URL to use a broker you have'
    await using parts = await openParts({ ...config, engine: 'embedded' })
    return config.amqpUrl ? `${parts.rabbitMq.version}, from AMQP_URL` : `${parts.rabbitMq.version}; set AMQP_URL to use a broker you have`
  })
  await row('exercises', async () => {
    const exercises = new ExerciseFolders(config.root)
    const slugs = await exercises.slugs()
    for (const slug of slugs) await exercises.load(slug)
    return `${slugs.length}: ${slugs.join(', ')}`
  })
  lines.push(['site', existsSync(path.join(config.root, 'site', 'dist', 'index.html')) ? 'built' : 'not built yet; npm start builds it'])
  lines.push(['data', config.dataFolder])
  const width = Math.max(...lines.map(([what]) => what.length))
  for (const [what, state] of lines) console.log(`${what.padEnd(width)}  ${state}`)
  return unfit.length === 0 ? 0 : 2
}

const ways = (): string => {
  const reason = offlineImpossible()
  const offline =
    reason === undefined ? '`npm run lab -- images --offline` builds them here' : `they can’t be built here without a registry: ${reason}`
  return `\`npm run lab -- images\` asks a registry; ${offline}`
}

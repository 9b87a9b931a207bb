// `npm run lab -- <command>`: one file a command. Exit 0: done, or passed. 1: failed. 2: the lab's own error.
import { readConfig } from '../config.ts'
import { asLabError, LabError } from '../errors.ts'
import * as check from './check.ts'
import * as demo from './demo.ts'
import * as doctor from './doctor.ts'
import * as grade from './grade.ts'
import * as images from './images.ts'
import * as judge from './judge.ts'
import * as prove from './prove.ts'
import * as record from './record.ts'
import * as serve from './serve.ts'
import * as watch from './watch.ts'

const COMMANDS = { check, judge, grade, prove, record, demo, images, doctor, serve, watch }

const usage = () =>
  ['npm run lab -- <command>', '', ...Object.values(COMMANDS).map(({ usage, summary }) => `  ${usage}\n      ${summary}`)].join('\n')

async function main(words: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = words
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(usage())
    return 0
  }
  const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1]
  if (command === undefined) throw new LabError('usage', `There is no command ${JSON.stringify(name)}.`, usage())
  return await command.run(rest, readConfig(process.env))
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (thrown) {
  const { code, message, advice, cause } = asLabError(thrown)
  console.error(`${message}\n${advice}`)
  if (code === 'internal' || code === 'scenario-failed' || code === 'exercise-broken') console.error(cause)
  process.exitCode = 2
}

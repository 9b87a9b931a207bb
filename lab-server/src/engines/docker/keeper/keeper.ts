// The first program in a learner's container: the embedded engine's workspace, ordered about over stdin. It ends, and the container with it,
// when the lab does not hold the other end any more. It is most of what an idle container costs, so it imports little: no zod, which would be 9 MB.
import path from 'node:path'
import { createInterface } from 'node:readline'
import { asLabError, LabError } from '../../../errors.ts'
import type { Process, Workspace } from '../../engine.ts'
import { noWarden } from '../../embedded/no-warden.ts'
import { coursePackages } from '../../embedded/packages.ts'
import { startPipes } from '../../embedded/pipes.ts'
import { probePty } from '../../embedded/pty.ts'
import type { StartTerminal } from '../../embedded/terminal.ts'
import { environment, newHolder, NODE_FLAGS, openWorkspace } from '../../embedded/workspace.ts'
import { carefulStart } from './careful-start.ts'
import { countLimits, metSince, shareLeft } from './limits.ts'
import { orderOf, type Order } from './order.ts'
import type { Report } from './report.ts'
import { endStrays } from './strays.ts'
import { WarmStart } from './warm-start.ts'

const [course = '/opt/course', cap = String(1024 * 1024)] = process.argv.slice(2)
const node = '/usr/local/bin/node'
const temporary = '/tmp'

const report = (message: Report): void => {
  process.stdout.write(JSON.stringify(message) + '\n')
}

const probed = probePty()
const packages = await coursePackages(course)
/** Furnished before anybody waits for it. */
const holder = newHolder({ temporary, packages })
const warm = new WarmStart({
  start: carefulStart('start' in probed ? probed.start : startPipes, { node, processesLeft: () => shareLeft('processes') }),
  node,
  flags: NODE_FLAGS,
  env: environment('/', node),
  size: { columns: 100, rows: 30 },
  course: path.join(course, 'package.json'),
  load: ['amqplib', 'amqplib/callback_api'],
  temporary,
  roomLeft: () => shareLeft('memory') >= 0.5 && shareLeft('processes') >= 0.5,
  refused: () => countLimits().processes,
})
/** Of the programs that run. */
const leaders = new Set<number>()
const start: StartTerminal = (command) => {
  const terminal = warm.start(command)
  leaders.add(terminal.leader)
  void terminal.exited.then(() => leaders.delete(terminal.leader))
  return terminal
}
let opened: Workspace | undefined
const programs = new Map<number, Process>()

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case 'wait':
      return order.on ? warm.prepare() : warm.end()
    case 'open':
      void warm.prepare({ soon: true })
      opened = await openWorkspace(
        { exercise: order.exercise },
        {
          packages,
          temporary,
          holder,
          start,
          sweep: () => endStrays(() => new Set(warm.waiting === undefined ? leaders : [...leaders, warm.waiting])),
          // whatever is left behind ends with the container
          warden: noWarden,
          outputCap: Number(cap),
          node,
        },
        new AbortController().signal,
      )
      return
    case 'write':
      return workspace().write(order.files)
    case 'spawn': {
      const { program } = order
      await warm.begun()
      const counts = countLimits()
      const process = await workspace().spawn(order.command, order)
      programs.set(program, process)
      process.onOutput((text) => report({ type: 'output', program, text }))
      process.onLimit((met) => report({ type: 'limit', program, ...met }))
      void process.exited.then(({ code, signal }) => {
        programs.delete(program)
        for (const met of metSince(counts)) report({ type: 'limit', program, ...met })
        report({ type: 'exited', program, code, signal })
      })
      return
    }
    case 'input':
      return programs.get(order.program)?.write(order.text)
    case 'resize':
      return programs.get(order.program)?.resize(order)
    case 'kill':
      return programs.get(order.program)?.kill(order.signal)
  }
}

function workspace(): Workspace {
  if (opened === undefined) throw new LabError('internal', 'The container has no workspace yet.', 'This is a bug of the lab: please report it.')
  return opened
}

report({ type: 'ready' })
for await (const line of createInterface({ input: process.stdin })) {
  const order = orderOf(line)
  obey(order).then(
    () => 'id' in order && report({ type: 'done', id: order.id }),
    (thrown: unknown) => {
      const { message, advice } = asLabError(thrown)
      if ('id' in order) report({ type: 'failed', id: order.id, message, advice })
    },
  )
}
process.exit(0)

// The first program in a learner's container: the embedded engine's workspace, ordered about over stdin. It ends, and the container with it,
// when the lab does not hold the other end any more.
import { createInterface } from 'node:readline'
import { asLabError } from '../../errors.ts'
import type { Process } from '../engine.ts'
import { coursePackages } from '../embedded/packages.ts'
import { startPipes } from '../embedded/pipes.ts'
import { probePty } from '../embedded/pty.ts'
import { openWorkspace } from '../embedded/workspace.ts'
import { Order, type Report } from './keeper-messages.ts'

const [course = '/opt/course', exercise = 'exercise', cap = String(1024 * 1024)] = process.argv.slice(2)

const report = (message: Report): void => {
  process.stdout.write(JSON.stringify(message) + '\n')
}

const probed = probePty()
const workspace = await openWorkspace(
  { exercise },
  {
    packages: await coursePackages(course),
    temporary: '/tmp',
    start: 'start' in probed ? probed.start : startPipes,
    // whatever is left behind ends with the container
    warden: { hold: () => () => undefined, [Symbol.asyncDispose]: async () => undefined },
    outputCap: Number(cap),
    node: '/usr/local/bin/node',
  },
  new AbortController().signal,
)
const programs = new Map<number, Process>()

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case 'write':
      return workspace.write(order.files)
    case 'spawn': {
      const { program } = order
      const process = await workspace.spawn(order.command, order)
      programs.set(program, process)
      process.onOutput((text) => report({ type: 'output', program, text }))
      process.onLimit(({ allowed }) => report({ type: 'limit', program, allowed }))
      void process.exited.then(({ code, signal }) => {
        programs.delete(program)
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

report({ type: 'ready' })
for await (const line of createInterface({ input: process.stdin })) {
  const order = Order.parse(JSON.parse(line))
  obey(order).then(
    () => 'id' in order && report({ type: 'done', id: order.id }),
    (thrown: unknown) => {
      const { message, advice } = asLabError(thrown)
      if ('id' in order) report({ type: 'failed', id: order.id, message, advice })
    },
  )
}
process.exit(0)

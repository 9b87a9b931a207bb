// Which lab made a thing, as one word that fits a label and a firewall chain's name, and whether that lab still lives.
//
//   k3x0a   00f2c   004q1zr   01
//   │       │       │         └ which engine of the process
//   │       │       └ when the process began: its number may be given to another
//   │       └ the process
//   └ the machine since its last boot, and the numbering of processes this one is in; or the container, which keeps its id when it starts again
//
// Of a lab elsewhere nothing can be told from here, and then nothing is.
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { containerOfThisProcess } from './own-container.ts'

const WIDTHS = { place: 5, process: 5, began: 7, engine: 2 } as const
const [PLACE, PROCESS, BEGAN] = [WIDTHS.place, WIDTHS.place + WIDTHS.process, WIDTHS.place + WIDTHS.process + WIDTHS.began]
const PATTERN = /^[0-9a-z]{19}$/

const word = (number: number, width: number): string => (number % 36 ** width).toString(36).padStart(width, '0')

const here = (): string => {
  const read = (look: () => string) => {
    try {
      return look()
    } catch {
      return ''
    }
  }
  const machine = () =>
    [hostname(), read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')), read(() => readlinkSync('/proc/self/ns/pid'))].join('\n')
  const place = containerOfThisProcess() ?? machine()
  return word(createHash('sha256').update(place).digest().readUInt32BE(), WIDTHS.place)
}

/** In ticks since the machine's boot; 0 where the system does not say. Throws when there is no such process. */
function began(pid: number): number {
  if (process.platform !== 'linux') {
    process.kill(pid, 0)
    return 0
  }
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // "pid (name, which may hold anything) state parent …": the start is the 22nd field
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
}

/** `engine` tells the engines of one process apart. */
export const instanceOf = (pid: number, engine: number): string =>
  here() + word(pid, WIDTHS.process) + word(began(pid), WIDTHS.began) + word(engine, WIDTHS.engine)

/** 'unknown': it runs elsewhere, or this is no instance's word. */
export function lifeOf(instance: string): 'lives' | 'gone' | 'unknown' {
  if (!PATTERN.test(instance) || instance.slice(0, PLACE) !== here()) return 'unknown'
  try {
    return word(began(Number.parseInt(instance.slice(PLACE, PROCESS), 36)), WIDTHS.began) === instance.slice(PROCESS, BEGAN) ? 'lives' : 'gone'
  } catch {
    return 'gone'
  }
}

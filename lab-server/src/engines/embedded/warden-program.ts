// The warden's own process. It reads what it holds from its standard input; the end of that is the server's end, and its cue.
import { createInterface } from 'node:readline'
import { groupGone, signalGroup } from './process-group.ts'
import { removeFolder } from './throw-away.ts'

// Whoever ends the server politely often means its children too; this one goes after the server, never before.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const groups = new Map<number, number>()
const folders = new Map<number, string>()

for await (const line of createInterface({ input: process.stdin })) take(line)

for (const group of groups.values()) signalGroup(group, 'SIGKILL')
await Promise.all([...groups.values()].map(groupGone))
await Promise.all([...folders.values()].map(removeFolder))

function take(line: string): void {
  const told: unknown = parse(line)
  if (typeof told !== 'object' || told === null) return
  if ('release' in told && typeof told.release === 'number') {
    groups.delete(told.release)
    folders.delete(told.release)
  } else if ('hold' in told && typeof told.hold === 'number') {
    // A group's number below 2 would be everybody.
    if ('group' in told && typeof told.group === 'number' && told.group > 1) groups.set(told.hold, told.group)
    if ('folder' in told && typeof told.folder === 'string') folders.set(told.hold, told.folder)
  }
}

/** Undefined for the line the server died in the midst of. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

// What a waiting Node does before it is a learner's: loads the course's packages, waits for its order, and becomes `node file`.
// It is required ahead of the main file (NODE_OPTIONS), so that Node itself runs that file, as ever: our frames stand in no stack, the order's descriptor is
// closed, our variables and this module are forgotten. Node was told to run PLACE, where nothing lies; its own cache of paths leads it to the file.
'use strict'
const { isMainThread } = require('node:worker_threads')

// Here Node shows what was required ahead. A Worker inherits NODE_OPTIONS as they were at the start, and passes here too.
Object.defineProperty(process, '_preload_modules', { value: [] })
delete require.cache[__filename]
if (isMainThread) becomeProgram()

function becomeProgram() {
  const fs = require('node:fs')
  const Module = require('node:module')
  const path = require('node:path')
  const v8 = require('node:v8')

  const { fifo, course, load, whole } = JSON.parse(process.env.ACKADEMY_WAITING)
  const fromCourse = Module.createRequire(course)
  // node:assert asks it for its colours, which would open the stream, with the size the terminal has now.
  const stderr = Object.getOwnPropertyDescriptor(process, 'stderr')
  Object.defineProperty(process, 'stderr', { configurable: true, value: { isTTY: true, getColorDepth: () => 8 } })
  // Compiled whole, not function by function as each is first called: that is a third of what a first connection takes.
  if (whole) v8.setFlagsFromString('--no-lazy')
  for (const name of load) {
    try {
      fromCourse(name)
    } catch {
      // then it is the program's to load, and its error
    }
  }
  if (whole) v8.setFlagsFromString('--lazy')
  Object.defineProperty(process, 'stderr', stderr)

  const place = process.argv[1]
  const order = fs.openSync(fifo, 'r')
  const text = fs.readFileSync(order, 'utf8')
  fs.closeSync(order)
  if (text === '') process.exit(0) // nobody is left to give one
  const { args, env, folder } = JSON.parse(text)

  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.chdir(folder)
  const file = path.resolve(args[0])
  process.argv.splice(1, 1, file, ...args.slice(1))
  // HOME is among the places where packages are looked for.
  Module._initPaths()
  Module._pathCache[place + '\0'] = Module._findPath(file, null, true)
}

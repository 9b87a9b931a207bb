// The one entry behind `npm start`, `npm test`, `npm run build` and the other scripts: on a machine with nothing but Node 20
// it installs what is missing, finds the Node the lab runs on, builds the site when its inputs changed, then does the verb.
// Nothing here may need a package: node_modules may not be there yet. All it says goes to stderr: stdout is the verb's own.

const oldest = 20
const major = Number(process.versions.node.split('.')[0])

if (major < oldest) {
  console.error(`Ackademy needs Node ${oldest} or newer to start; this is Node ${process.versions.node}. See https://nodejs.org, then try again.`)
  process.exit(1)
} else {
  // Imported only now, so that an old Node says the sentence above and no syntax error.
  import('./bootstrap/verbs.js')
    .then(({ run }) => run(process.argv[2], process.argv.slice(3)))
    .then(
      (code) => {
        process.exitCode = code
      },
      (error) => {
        // What was foreseen bears `advice` and is told in words; the rest is a bug and keeps its stack.
        console.error(error.advice === undefined ? error : `\n${error.message}\n${error.advice}`)
        process.exitCode = 1
      },
    )
}

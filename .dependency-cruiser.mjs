// The import laws: contract <- wire <- { exercises, lab-server, site }, and what may touch Node.
// A law is a room and what it may import; architecture.test.ts plants an offence against each and sees it named.
const test = '([.](test|fixture)[.]tsx?|/(arbitrary-[a-z-]+|amqplib-oracle|served-lab)[.]ts)$'
// arbitrary-*.ts makes random values for property tests.
const arbitrary = '/arbitrary-[^/]+[.]ts$'
// A learner's files are no part of the house: not followed, but seen when something imports them.
const learners = '^exercises/[^/]+/(starter|solution|mistakes|styles)/'

/** `room` may import only `allowed`. Tests beside the code may use the test packages as well. */
const only = (name, comment, room, allowed, except = []) => ({
  name,
  comment,
  severity: 'error',
  from: { path: room, pathNot: [test, ...except] },
  to: { pathNot: allowed },
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('contract-is-a-leaf', 'contract/ imports zod and nothing else.', '^contract/', ['^contract/', '(^|/)node_modules/zod/']),
    only('wire-knows-the-contract', 'wire/ imports contract/ and nothing else: it runs in the page too.', '^wire/', ['^(contract|wire)/']),
    {
      name: 'wire-tests-stay-low',
      comment: 'Tests of contract/ and wire/ need no engine, server or page.',
      severity: 'error',
      from: { path: '^(contract|wire)/.+' + test },
      to: { path: '^(exercises|lab-server|site)/' },
    },
    only(
      'an-exercise-stands-alone',
      'An exercise imports contract/, wire/, _kit and its own files. Only the suite (exercises.test.ts) runs them through the lab.',
      '^exercises/([^/]+)/',
      ['^(contract|wire)/', '^exercises/_kit/', '^exercises/$1/'],
    ),
    {
      name: 'the-lab-names-no-exercise',
      comment: 'The lab loads exercise folders by a dynamic import of a path, and serves the site as files.',
      severity: 'error',
      from: { path: '^lab-server/' },
      to: { path: '^(exercises|site|bootstrap)/' },
    },
    {
      name: 'the-site-sees-what-a-learner-sees',
      comment: 'The site gets exercise.json, task.md and golden recordings (by glob); never a scenario, a check or a solution, nor the lab.',
      severity: 'error',
      from: { path: '^site/' },
      to: { path: '^(exercises|lab-server|bootstrap)/', pathNot: '^exercises/[^/]+/(exercise[.]json|task[.]md)$' },
    },
    {
      name: 'the-workbench-runs-in-a-page',
      comment: 'No node: module in what the page runs.',
      severity: 'error',
      from: { path: '^site/src/workbench/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-broker-is-pure',
      comment: 'The codec and the in-process broker touch Node at their transport edge only, so that they may one day run in a page.',
      severity: 'error',
      from: { path: '^lab-server/src/(amqp|embedded/broker)/', pathNot: [test, '^lab-server/src/embedded/broker/(server|durable-folder)[.]ts$'] },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?buffer$' },
    },
    only('the-codec-is-a-leaf', 'amqp/ is shared by the tap and the broker and knows neither.', '^lab-server/src/amqp/', [
      '^lab-server/src/amqp/',
      '^contract/',
      '^(node:)?buffer$',
    ]),
    {
      name: 'no-cycle',
      comment: 'Of two files that need each other one is in the wrong place, or they are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-in-code',
      comment: 'Code imports no test, and no package that is only there for tests.',
      severity: 'error',
      from: { path: '^(contract|wire|exercises|lab-server|site)/', pathNot: [test, arbitrary] },
      to: { path: [test, arbitrary, '(^|/)node_modules/(vitest|fast-check|playwright-core|axe-core|@axe-core)/'] },
    },
    { name: 'resolvable', comment: 'What is imported is there.', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^astro:' } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', learners] },
    exclude: { path: ['/dist/', '/[.]astro/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}

import { defineConfig } from 'vitest/config'

// One run for every room: a test lies beside what it tests. Tests that start programs set time limits of their own.
export default defineConfig({
  test: {
    include: ['{contract,wire,exercises,lab-server,site,bootstrap}/**/*.test.{ts,tsx,js}', '*.test.ts'],
    globalSetup: './needs.ts',
    // A learner's folder may hold a file called like a test; it is none of ours.
    exclude: ['**/node_modules/**', '**/dist/**', 'exercises/*/{starter,solution,mistakes,styles}/**'],
    // Real processes and sockets: no shared workers, and a hung one can be killed.
    pool: 'forks',
    testTimeout: 10_000,
    hookTimeout: 30_000,
    // Vitest's own second is short for a busy machine, and what is waited for is no matter of speed.
    expect: { poll: { timeout: 5000 } },
    restoreMocks: true,
  },
})

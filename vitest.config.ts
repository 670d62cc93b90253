// Three projects: only the tests that need Postgres wait for one, and the journey, which measures sound as it happens, runs
// with priority over the rest (scripts/test.ts).
import { defineConfig } from 'vitest/config'

const limits = { testTimeout: 20_000, hookTimeout: 60_000 }
/** Modules are loaded once per thread, not once per file: half the time. So no test may change what a module holds. */
const shared = { pool: 'threads', isolate: false } as const
const journey = ['checks/journey/**/*.test.ts']
const withPostgres = ['db-proxy/src/**/*.test.ts', '**/*.postgres.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          ...shared,
          name: 'plain',
          include: [
            '{packages,services}/*/src/**/*.test.ts',
            '{voice-pipeline,understudies,frontend}/src/**/*.test.ts',
            '{checks,scripts,bench}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...withPostgres, ...journey],
        },
      },
      { test: { ...limits, name: 'journey', include: journey, exclude: ['**/node_modules/**'] } },
      {
        test: {
          ...limits,
          ...shared,
          name: 'postgres',
          include: withPostgres,
          exclude: ['**/node_modules/**'],
          globalSetup: ['scripts/test/postgres-setup.ts'],
        },
      },
    ],
  },
})

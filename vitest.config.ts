// Two projects, so that only the tests that need Postgres wait for one.
import { defineConfig } from 'vitest/config'

const limits = { testTimeout: 20_000, hookTimeout: 60_000 }
const withPostgres = ['db-proxy/src/**/*.test.ts', '**/*.postgres.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'plain',
          include: [
            '{packages,services}/*/src/**/*.test.ts',
            '{voice-pipeline,understudies,frontend}/src/**/*.test.ts',
            '{checks,scripts,bench}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...withPostgres],
        },
      },
      {
        test: {
          ...limits,
          name: 'postgres',
          include: withPostgres,
          exclude: ['**/node_modules/**'],
          globalSetup: ['scripts/test/postgres-setup.ts'],
        },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,services}/*/src/**/*.test.ts', '{db-proxy,voice-pipeline,understudies,frontend}/src/**/*.test.ts', '{checks,scripts}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})

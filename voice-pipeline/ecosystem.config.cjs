// PM2: `pm2 start voice-pipeline/ecosystem.config.cjs`, `pm2 reload voice`. Cluster mode, so that a reload hands the port over while calls finish.
// One instance a node: the voice Worker's hang-up must reach the process that holds the call. More nodes: more NODE_IDs and ports.
const MINUTE_MS = 60_000

module.exports = {
  apps: [
    {
      name: 'voice',
      cwd: __dirname,
      script: 'src/main.ts',
      exec_mode: 'cluster',
      instances: 1,
      wait_ready: true,
      listen_timeout: 15_000,
      /** Above the longest call (60 minutes): PM2's own limit of 1.6 s would cut every call at a reload. */
      kill_timeout: 65 * MINUTE_MS,
      env: { NODE_ENV: 'production' },
    },
  ],
}

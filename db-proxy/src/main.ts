// The program: starts db-proxy and stops it when asked.
import { readConfig } from './config.ts'
import { openPool } from './database.ts'
import { startDbProxy } from './db-proxy.ts'
import { makeLog } from './log.ts'

const config = readConfig()
const log = makeLog('info')

/** Row security binds nobody who may pass it: in production the login must be an ordinary one. */
async function refuseMightyLogin(): Promise<void> {
  const pool = openPool(config.DATABASE_URL, 1)
  const [login] = await pool<{ mighty: boolean }[]>`
    select rolsuper or rolbypassrls as mighty from pg_roles where rolname = session_user`
  await pool.end()
  if (login?.mighty !== true) return
  if (!config.CALLBACK_LOCAL)
    throw new Error('DATABASE_URL signs in as a role that passes by row security: use another.')
  log.warn('the database login passes by row security; only a local stack may do this')
}

await refuseMightyLogin()
const running = await startDbProxy(config, config.DB_PROXY_PORT, log)
log.info({ port: running.port }, 'listening')

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    void stop()
  })
}

async function stop(): Promise<void> {
  log.info('stopping')
  await running.stop()
  process.exit(0)
}

// The program: starts db-proxy and stops it when asked. What keeps it from starting is said in one sentence.
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { openPool } from './database.ts'
import { startDbProxy } from './db-proxy.ts'
import { makeLog } from './log.ts'
import type { Running } from './server.ts'

const log = makeLog('info')

try {
  const config = readConfig()
  await refuseMightyLogin(config)
  const running = await startDbProxy(config, config.DB_PROXY_PORT, log)
  log.info({ port: running.port }, 'listening')
  stopWhenAsked(running)
} catch (error) {
  console.error(sentenceOf(error))
  process.exit(1)
}

/** Row security binds nobody who may pass it: in production the login must be an ordinary one. */
async function refuseMightyLogin({ DATABASE_URL, CALLBACK_LOCAL }: Config): Promise<void> {
  const pool = openPool(DATABASE_URL, 1)
  const [login] = await pool<{ mighty: boolean }[]>`
    select rolsuper or rolbypassrls as mighty from pg_roles where rolname = session_user`
  await pool.end()
  if (login?.mighty !== true) return
  if (!CALLBACK_LOCAL) throw new Error('DATABASE_URL signs in as a role that passes by row security: use another.')
  log.warn('the database login passes by row security; only a local stack may do this')
}

function stopWhenAsked(running: Running): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      log.info('stopping')
      void running.stop().then(() => process.exit(0))
    })
  }
}

function sentenceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return 'DB_PROXY_PORT is in use by another program: stop it, or choose another port.'
  if (code === 'ECONNREFUSED') return 'No Postgres answers at DATABASE_URL: start it first.'
  if (code === '28P01')
    return 'Postgres refuses the login of DATABASE_URL: run db-proxy/src/migrate.ts with its password.'
  return error instanceof Error ? error.message : 'db-proxy could not start.'
}

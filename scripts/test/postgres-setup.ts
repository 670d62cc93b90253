// One embedded Postgres for a whole test run, with the migrations applied once to a template; a test file makes its own
// database with `create database x template callback_template` on `inject('postgresUrl')`.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { ROOT } from '../stack/folders.ts'
import { freePort } from '../stack/free-port.ts'
import { runToEnd } from '../stack/run-to-end.ts'
import { POSTGRES_STOP_MS, startPostgres, type Postgres } from '../stack/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's connection string to the test server's `postgres` database. */
    postgresUrl: string
  }
}

const TEMPLATE = 'callback_template'
const MIGRATE = join(ROOT, 'db-proxy', 'src', 'migrate.ts')

/** Nothing here must survive a power cut, and every test file brings its own connections. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=300',
  'wal_level=minimal',
  'max_wal_senders=0',
]

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'callbackapp-test-'))
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const server: Postgres = await startPostgres({ folder, port, password, settings: SETTINGS })
  const stop = async () => {
    await server.child.stop(POSTGRES_STOP_MS)
    await rm(folder, { recursive: true })
  }
  try {
    await makeTemplate(server.url)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('postgresUrl', server.url)
  return stop
}

async function makeTemplate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  await sql`create database ${sql(TEMPLATE)}`
  await sql.end()
  if (!existsSync(MIGRATE)) return
  const template = new URL(url)
  template.pathname = `/${TEMPLATE}`
  await migrate(template.href)
}

async function migrate(url: string): Promise<void> {
  const env = { ...process.env, MIGRATE_DATABASE_URL: url, CALLBACK_LOCAL: '1' }
  const { code, output } = await runToEnd(process.execPath, [MIGRATE], { cwd: ROOT, env })
  if (code !== 0) throw new Error(`Migrating the test template failed:\n${output}`)
}

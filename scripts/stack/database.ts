// Makes the database of the embedded server usable: the database itself, the migrations, db-proxy's login role, the seed.
// A Postgres of the user's own is migrated and seeded too, but its roles are its owner's.
import { join } from 'node:path'
import postgres from 'postgres'
import { childEnv } from './child-env.ts'
import { DATABASE, DB_PROXY_ROLE, type StackEnv } from './env.ts'
import { ROOT } from './folders.ts'
import { MIGRATE_VARIABLES, SEED_VARIABLES } from './recipients.ts'
import { runToEnd } from './run-to-end.ts'
import { Sentence } from './sentence.ts'

/** What db-proxy may become for the length of a transaction; made by the migrations, nothing of it inherited. */
const RUNTIME_ROLES = ['app_tenant', 'app_resolver', 'app_operator']

export async function makeDatabase(serverUrl: string): Promise<void> {
  await withOwner(serverUrl, async (sql) => {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`
    if (found === undefined) await sql`create database ${sql(DATABASE)}`
  })
}

export async function migrate(env: StackEnv, signal: AbortSignal): Promise<void> {
  const hint = env.embeddedPostgres ? 'if the local data may go, delete .data and start again' : 'see DATABASE_URL'
  await run('migrate.ts', childEnv(env, MIGRATE_VARIABLES), signal, (output) => {
    return `The database could not be migrated (${hint}):\n${output}`
  })
}

export async function seed(env: StackEnv, signal: AbortSignal): Promise<void> {
  await run('seed.ts', childEnv(env, SEED_VARIABLES), signal, (output) => {
    return `The database could not be seeded:\n${output}`
  })
}

/** After the migrations, which make the roles it is granted. */
export async function makeProxyRole(serverUrl: string, password: string): Promise<void> {
  await withOwner(serverUrl, async (sql) => {
    const [found] = await sql`select 1 from pg_roles where rolname = ${DB_PROXY_ROLE}`
    const verb = found === undefined ? 'create' : 'alter'
    await sql.unsafe(`${verb} role ${DB_PROXY_ROLE} login noinherit password '${password}'`)
    const existing = await sql<
      { rolname: string }[]
    >`select rolname from pg_roles where rolname = any(${RUNTIME_ROLES})`
    for (const { rolname } of existing) await sql`grant ${sql(rolname)} to ${sql(DB_PROXY_ROLE)}`
  })
}

async function withOwner(url: string, use: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await use(sql)
  } finally {
    await sql.end()
  }
}

async function run(
  program: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  failure: (output: string) => string,
): Promise<void> {
  const file = join(ROOT, 'db-proxy', 'src', program)
  const { code, output } = await runToEnd(process.execPath, [file], { cwd: ROOT, env, signal })
  if (code !== 0) throw new Sentence(failure(output.trim().split('\n').slice(-15).join('\n')))
}

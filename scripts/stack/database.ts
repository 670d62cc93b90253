// Makes a database usable: the database itself (in the embedded server), the migrations with db-proxy's login role, the seed.
// A Postgres of the user's own is migrated and seeded too; its database and login role are its owner's to make.
import { join } from 'node:path'
import postgres from 'postgres'
import { childEnv } from './child-env.ts'
import { DATABASE, type StackEnv } from './env.ts'
import { ROOT } from './folders.ts'
import { MIGRATE_VARIABLES, SEED_VARIABLES } from './recipients.ts'
import { runToEnd } from './run-to-end.ts'
import { Sentence } from './sentence.ts'

export async function makeDatabase(serverUrl: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined })
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`
    if (found === undefined) await sql`create database ${sql(DATABASE)}`
  } finally {
    await sql.end()
  }
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

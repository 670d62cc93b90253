// Brings a database to the schema of migrations/: each file once, in order, in a transaction of its own, its checksum kept.
// As a program it signs in as the owner (MIGRATE_DATABASE_URL) and says in one sentence what is wrong.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { readMigrateConfig } from './config.ts'
import { makeLogin } from './login.ts'

const FOLDER = join(import.meta.dirname, '../../migrations')
/** Of the advisory lock that lets one migration run at a time; any number that nobody else uses. */
const LOCK = 7_130_207

export class MigrationFailed extends Error {
  override name = 'MigrationFailed'
}

export type Migration = { name: string; text: string; checksum: string }

export async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const number = String(index + 1).padStart(4, '0')
      if (!name.startsWith(`${number}_`))
        throw new MigrationFailed(`Migration ${number} is missing: ${name} comes next.`)
      const text = await readFile(join(folder, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/** Returns the names of the migrations it applied. */
export async function migrate(ownerUrl: string, migrations: readonly Migration[]): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql`select pg_advisory_lock(${LOCK})`
    const applied = await readApplied(sql)
    refuseForeign(applied, migrations)
    const missing = migrations.slice(applied.length)
    for (const migration of missing) await apply(sql, migration)
    await grantRuntimeRoles(sql)
    return missing.map(({ name }) => name)
  } finally {
    await sql.end()
  }
}

type Applied = { name: string; checksum: string }

async function readApplied(sql: postgres.Sql): Promise<Applied[]> {
  const [found] = await sql<{ record: string | null; tables: number }[]>`
    select to_regclass('public.migrations')::text as record,
      (select count(*)::int from pg_tables where schemaname = 'public') as tables`
  if (found?.record === null && found.tables > 0) {
    throw new MigrationFailed('The database has tables but no record of migrations: give CallbackApp an empty one.')
  }
  await sql`
    create table if not exists public.migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`
  return sql<Applied[]>`select name, checksum from public.migrations order by name`
}

function refuseForeign(applied: readonly Applied[], migrations: readonly Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const ours = migrations[index]
    if (ours === undefined || ours.name !== name) {
      throw new MigrationFailed(
        `The database has migration ${name}, which this version does not know: use a newer version.`,
      )
    }
    if (ours.checksum !== checksum) {
      throw new MigrationFailed(
        `Migration ${name} was changed after it was applied: restore the file and add a new one.`,
      )
    }
  }
}

async function apply(sql: postgres.Sql, { name, text, checksum }: Migration): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(text)
      await tx`insert into public.migrations (name, checksum) values (${name}, ${checksum})`
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationFailed(`Migration ${name} could not be applied, and nothing of it was kept: ${why}.`, { cause })
  }
}

/** The owner seeds and repairs as one of the runtime roles: by membership where it is not the whole server's. */
async function grantRuntimeRoles(sql: postgres.Sql): Promise<void> {
  const [owner] = await sql<{ mighty: boolean }[]>`select rolsuper as mighty from pg_roles where rolname = current_user`
  if (owner?.mighty === true) return
  await sql`grant app_tenant, app_resolver, app_operator to current_user with inherit false, set true`
}

if (import.meta.main) {
  try {
    const config = readMigrateConfig()
    const applied = await migrate(config.MIGRATE_DATABASE_URL, await readMigrations())
    await makeLogin(config)
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
  } catch (error) {
    console.error(sentenceOf(error))
    process.exitCode = 1
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The migration failed.'
  if ('code' in error && error.code === 'ECONNREFUSED')
    return 'No Postgres answers at MIGRATE_DATABASE_URL: start it first.'
  return error.message || error.name
}

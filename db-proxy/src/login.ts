// The role db-proxy signs in with: a member of the three runtime roles and nothing else, made when its password is known.
import postgres from 'postgres'
import type { MigrateConfig } from './config.ts'

const DEFAULT_NAME = 'db_proxy'

/** Name and password from DATABASE_URL, unless that is the owner's own; DB_PROXY_PASSWORD alone makes `db_proxy`. */
export async function makeLogin(config: MigrateConfig): Promise<void> {
  const own = config.DATABASE_URL === undefined ? null : new URL(config.DATABASE_URL)
  const owner = new URL(config.MIGRATE_DATABASE_URL).username
  const signsInAsOwner = own !== null && own.username === owner
  const password = config.DB_PROXY_PASSWORD ?? (own === null || signsInAsOwner ? '' : decodeURIComponent(own.password))
  if (password === '') return
  const name = own === null || signsInAsOwner ? DEFAULT_NAME : decodeURIComponent(own.username)
  const sql = postgres(config.MIGRATE_DATABASE_URL, { max: 1, onnotice: () => undefined })
  try {
    await sql.begin(async (tx) => {
      // Changing one role twice at once is an error in Postgres.
      await tx`select pg_advisory_xact_lock(hashtextextended('login of db-proxy', 0))`
      const [known] = await tx`select 1 from pg_roles where rolname = ${name}`
      const [text] = await tx<{ made: string; granted: string }[]>`
        select format('%s role %I login noinherit password %L',
            ${known === undefined ? 'create' : 'alter'}::text, ${name}::text, ${password}::text) as made,
          format('grant app_tenant, app_resolver, app_operator to %I with inherit false, set true', ${name}::text) as granted`
      if (text === undefined) throw new Error('no statement')
      await tx.unsafe(text.made)
      await tx.unsafe(text.granted)
    })
  } finally {
    await sql.end()
  }
}

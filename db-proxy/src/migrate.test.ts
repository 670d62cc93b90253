import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { migrate, MigrationFailed, readMigrations } from './migrate.ts'
import type { Migration } from './migrate.ts'
import { seed } from './seed.ts'

let server: postgres.Sql
const made: string[] = []
beforeAll(() => void (server = postgres(inject('postgresUrl'), { max: 1, onnotice: () => undefined })))
afterAll(async () => {
  for (const name of made) await server`drop database ${server(name)} with (force)`
  await server.end()
})

async function emptyDatabase(): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await server`create database ${server(name)}`
  made.push(name)
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}

const step = (name: string, text: string): Migration => ({ name, text, checksum: text })
const names = (migrations: readonly Migration[]) => migrations.map(({ name }) => name)

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}

it('applies each migration once, also when two migrate at the same time', async () => {
  const url = await emptyDatabase()
  const migrations = await readMigrations()
  const applied = await Promise.all([migrate(url, migrations), migrate(url, migrations)])
  expect(applied.flat()).toEqual(names(migrations))
  expect(await migrate(url, migrations)).toEqual([])
})

it('seeds twice what it seeds once', async () => {
  const url = await emptyDatabase()
  await migrate(url, await readMigrations())
  const count = `select (select count(*) from users) as users, (select count(*) from persona_versions) as versions,
    (select count(*) from ledger_txns) as txns, (select count(*) from price_book) as prices`
  await seed(url, { demo: true })
  const once = await query(url, count)
  await seed(url, { demo: true })
  expect(await query(url, count)).toEqual(once)
  expect(once).toMatchObject([{ users: '2', versions: '3', txns: '2' }])
})

it('keeps nothing of a migration that fails half way, and goes on from there once it is mended', async () => {
  const url = await emptyDatabase()
  const first = step('0001_a.sql', 'create table a ()')
  const broken = step('0002_b.sql', 'create table b (); create table a ();')
  await expect(migrate(url, [first, broken])).rejects.toThrow(
    /0002_b.sql could not be applied, and nothing of it was kept/,
  )
  expect(await query(url, `select to_regclass('a')::text as a, to_regclass('b')::text as b`)).toEqual([
    { a: 'a', b: null },
  ])
  expect(await migrate(url, [first, step('0002_b.sql', 'create table b ()')])).toEqual(['0002_b.sql'])
})

it('refuses, in one sentence, what was changed, is not ours or is newer', async () => {
  const url = await emptyDatabase()
  const first = step('0001_a.sql', 'create table a ()')
  await migrate(url, [first])
  await expect(migrate(url, [{ ...first, checksum: 'x' }])).rejects.toThrow('was changed after it was applied')
  await expect(migrate(url, [])).rejects.toThrow('which this version does not know')
  const foreign = await emptyDatabase()
  await query(foreign, 'create table theirs ()')
  await expect(migrate(foreign, [first])).rejects.toThrow(MigrationFailed)
})

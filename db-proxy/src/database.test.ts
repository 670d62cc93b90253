import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openPool } from './database.ts'
import type { Pool } from './database.ts'
import { toAppError } from './postgres-errors.ts'
import { openTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await openTestDatabase(inject('postgresUrl'))
  pool = openPool(database.proxyUrl, 1)
})
afterAll(async () => {
  await pool.end()
  await database.close()
})

it('gives every statement, lock and idle transaction an end', async () => {
  const settings = await pool`
    select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle, current_setting('TimeZone') as zone`
  expect([...settings]).toEqual([{ statement: '5s', lock: '4s', idle: '10s', zone: 'UTC' }])
})

it('tells a statement that took too long as a deadline, and a stranger’s error without its words', async () => {
  const slow = pool.begin(async (sql) => {
    await sql`set local statement_timeout = '5ms'`
    await sql`select pg_sleep(1)`
  })
  expect(toAppError(await slow.catch((error: unknown) => error)).code).toBe('deadline')
  const broken = await pool`select ${'secret words'}::int`.catch((error: unknown) => error)
  const { code, message } = toAppError(broken)
  expect(code).toBe('internal')
  expect(message).not.toContain('secret')
})

it('refuses to round a number that is too large to be exact', async () => {
  expect([...(await pool`select ${Number.MAX_SAFE_INTEGER}::bigint as n`)]).toEqual([{ n: Number.MAX_SAFE_INTEGER }])
  await expect(pool`select 9007199254740993::bigint as n`).rejects.toThrow('beyond exact numbers')
})

import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as personas from '@callback/contracts/db/personas'
import * as schedules from '@callback/contracts/db/schedules'
import { openPool } from './database.ts'
import { takeRole } from './work.ts'
import { BRAD, connect, meet, OWN } from './testing/people.ts'
import type { Person } from './testing/people.ts'
import { openWorld } from './testing/world.ts'
import type { World } from './testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const RUNTIME = ['app_tenant', 'app_resolver', 'app_operator', 'db_proxy']
/** Belong to everybody or to nobody, and hold nothing of anybody. */
const COMMON = ['migrations', 'tiers', 'packs', 'coupons', 'price_book']

it('forces row security on every table that holds rows of somebody', async () => {
  const open = await world.sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`
  expect(open.map(({ name }) => name).sort()).toEqual(COMMON.toSorted())
})

it('has no runtime role that owns anything, passes by row security or inherits another', async () => {
  const mighty = await world.sql`
    select rolname from pg_roles
    where rolname = any(${RUNTIME}) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit)`
  expect([...mighty]).toEqual([])
  const owned = await world.sql`
    select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any(${RUNTIME})
    union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = any(${RUNTIME})`
  expect([...owned]).toEqual([])
})

it('has no function that runs with its owner’s rights', async () => {
  const definers = await world.sql`
    select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`
  expect([...definers]).toEqual([])
})

it('lets the login do nothing until it takes on a role, and a role see nothing without an account', async () => {
  const pool = openPool(world.database.proxyUrl, 1)
  await expect(pool`select 1 from public.users`).rejects.toThrow('permission denied')
  await expect(pool`set role postgres`).rejects.toThrow('permission denied')
  const tables = await world.sql<{ name: string }[]>`
    select distinct table_name as name from information_schema.role_table_grants
    where grantee = 'app_tenant' and privilege_type = 'SELECT'`
  await pool.begin(async (sql) => {
    await takeRole(sql, 'app_tenant', null, null)
    for (const { name } of tables.filter((table) => !COMMON.includes(table.name))) {
      const where = name.startsWith('persona') ? sql`where account_id is not null` : sql``
      const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from ${sql(name)} ${where}`
      expect([name, row?.rows]).toEqual([name, 0])
    }
  })
  await pool.end()
})

it('writes no row of the catalogue and none of another account', async () => {
  const [one, other] = [await meet(world), await meet(world)]
  const pool = openPool(world.database.proxyUrl, 1)
  const asOne = (statement: (sql: Parameters<Parameters<typeof pool.begin>[1]>[0]) => Promise<{ count: number }>) =>
    pool.begin(async (sql) => {
      await takeRole(sql, 'app_tenant', one.account, one.user)
      return (await statement(sql)).count
    })
  expect(await asOne((sql) => sql`update personas set removed_at = now() where id = ${BRAD}`)).toBe(0)
  expect(await asOne((sql) => sql`update users set first_name = 'x' where id = ${other.user}`)).toBe(0)
  const theft = asOne((sql) => sql`
    insert into redemptions (account_id, code) values (${other.account}, 'JUDGE2025')`) // prettier-ignore
  await expect(theft).rejects.toThrow('row-level security')
  const gift = asOne((sql) => sql`insert into personas (id, account_id, version) values ('per_x', null, 1)`)
  await expect(gift).rejects.toThrow('row-level security')
  await expect(asOne((sql) => sql`update users set roles = '{operator}'`)).rejects.toThrow('permission denied')
  await expect(asOne((sql) => sql`delete from calls`)).rejects.toThrow('permission denied')
  await pool.end()
})

it('never shows a row of another account, with many tenants taking turns on few connections', async () => {
  const tenants = await Promise.all(Array.from({ length: 6 }, () => meet(world)))
  for (const person of tenants) {
    const draft = { ...OWN, name: person.user }
    await world.ask(personas.createPersona, draft, { person })
    await connect(world, person)
  }
  const one = async (person: Person, n: number) => {
    switch (n % 3) {
      case 0: {
        const { items } = await world.ask(personas.listPersonas, {}, { person })
        expect(items.filter(({ origin }) => origin === 'own').map(({ name }) => name)).toEqual([person.user])
        return
      }
      case 1:
        return expect((await world.ask(calls.listCalls, { limit: 10 }, { person })).items).toHaveLength(1)
      default:
        // Rolled back half way: nothing of its role may remain on the connection.
        expect(await world.refusal(personas.removePersona, { id: BRAD }, { person })).toBe('forbidden')
    }
  }
  for (let round = 0; round < 6; round += 1) {
    await Promise.all(tenants.flatMap((person) => Array.from({ length: 16 }, (_, n) => one(person, round + n))))
  }
})

it('answers 404 to another account’s ids, and changes nothing', async () => {
  const [owner, person] = [await meet(world), await meet(world)]
  const { callId } = await connect(world, owner)
  const rule = { kind: 'weekly' as const, days: [1], time: '07:00' }
  const { schedule } = await world.ask(schedules.createSchedule, { personaId: BRAD, rule }, { person: owner })
  const { id } = await world.ask(personas.createPersona, OWN, { person: owner })
  const refusals = await Promise.all([
    world.refusal(calls.getCall, { id: callId }, { person }),
    world.refusal(calls.hangUpCall, { id: callId }, { person }),
    world.refusal(calls.listTurns, { callId }, { person }),
    world.refusal(calls.getReceipt, { callId }, { person }),
    world.refusal(calls.placeCall, { personaId: id, context: null, tokenHash: 'a'.repeat(64) }, { person }),
    world.refusal(schedules.getSchedule, { id: schedule.id }, { person }),
    world.refusal(schedules.updateSchedule, { id: schedule.id, change: { status: 'paused' } }, { person }),
    world.refusal(schedules.removeSchedule, { id: schedule.id }, { person }),
    world.refusal(personas.getPersona, { id }, { person }),
    world.refusal(personas.updatePersona, { id, change: { name: 'Mine' } }, { person }),
    world.refusal(personas.listFacts, { personaId: id, page: {} }, { person }),
  ])
  expect(new Set(refusals)).toEqual(new Set(['not_found']))
  expect((await world.ask(schedules.getSchedule, { id: schedule.id }, { person: owner })).status).toBe('active')
  expect((await world.ask(calls.getCall, { id: callId }, { person: owner })).status).toBe('in-progress')
})

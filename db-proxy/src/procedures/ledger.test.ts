import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import fc from 'fast-check'
import * as calls from '@callback/contracts/db/calls'
import * as money from '@callback/contracts/db/money'
import { openPool } from '../database.ts'
import type { Pool, Tx } from '../database.ts'
import { balanceOf, BRAD, grant, hash, meet, operator, place } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'
import { takeRole } from '../work.ts'
import { book, lockAvailable } from './ledger.ts'
import type { Book } from './ledger.ts'

let world: World
let pool: Pool
beforeAll(async () => {
  world = await openWorld(inject('postgresUrl'))
  pool = openPool(world.database.proxyUrl, 8)
})
afterAll(async () => {
  await pool.end()
  await world.close()
})

const asTenant = (account: string, work: (sql: Tx) => Promise<unknown>) =>
  pool.begin(async (sql) => {
    await takeRole(sql, 'app_tenant', account, null)
    await work(sql)
  })

async function sums() {
  const rows = await world.sql<{ txnId: string; sum: number }[]>`
    select txn_id, sum(amount)::bigint as sum from ledger_entries group by txn_id having sum(amount) <> 0`
  const astray = await world.sql`
    select b.account_id from balances b left join ledger_entries e using (account_id) group by b.account_id, b.available, b.held
    having b.available <> coalesce(sum(e.amount) filter (where e.book = 'available'), 0)
      or b.held <> coalesce(sum(e.amount) filter (where e.book = 'held'), 0) or b.available < 0 or b.held < 0`
  return { unbalanced: rows.length, astray: astray.length }
}

it('lets one of 64 dials at once ring the phone and hold the last credit', async () => {
  const person = await meet(world, { millicredits: 2_000 })
  const attempts = Array.from({ length: 64 }, () =>
    world.refusal(calls.placeCall, { personaId: BRAD, context: null, tokenHash: hash() }, { person }),
  )
  const outcomes = await Promise.all(attempts)
  expect(outcomes.filter((one) => one === 'not refused')).toHaveLength(1)
  expect(await balanceOf(world, person)).toEqual([0, 2_000])
  expect(await sums()).toEqual({ unbalanced: 0, astray: 0 })
})

it('keeps the last credit to one of 64 holds that race for it in the ledger alone', async () => {
  const person = await meet(world, { millicredits: 1_000 })
  const race = Array.from({ length: 64 }, (_, n) =>
    asTenant(person.account, async (sql) => {
      if ((await lockAvailable(sql, person.account)) < 1_000) throw new Error('too little')
      await book(sql, {
        id: `race:${person.account}:${n}`,
        kind: 'hold',
        account: person.account,
        note: 'race',
        from: 'available',
        to: 'held',
        millicredits: 1_000,
      })
    }),
  )
  const settled = await Promise.allSettled(race)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await balanceOf(world, person)).toEqual([0, 1_000])
})

it('balances to zero and never falls below it, whatever is booked', async () => {
  const person = await meet(world, { millicredits: 5_000 })
  const { account } = person
  const books: Book[] = ['available', 'held', 'revenue', 'issued']
  const booking = fc.record({
    from: fc.constantFrom(...books),
    to: fc.constantFrom(...books),
    millicredits: fc.integer({ min: -3_000, max: 9_000 }).map((amount) => amount || 1),
  })
  let n = 0
  await fc.assert(
    fc.asyncProperty(fc.array(booking, { maxLength: 6 }), async (bookings) => {
      for (const one of bookings) {
        const [available, held] = await balanceOf(world, person)
        const before = { available, held, revenue: Infinity, issued: Infinity }
        const [giver, taker] = one.millicredits > 0 ? [one.from, one.to] : [one.to, one.from]
        const fits = giver !== taker && before[giver] >= Math.abs(one.millicredits)
        const booked = asTenant(account, (sql) =>
          book(sql, { ...one, id: `any:${account}:${(n += 1)}`, kind: 'hold', account, note: 'any' }),
        )
        expect((await Promise.allSettled([booked]))[0].status).toBe(fits ? 'fulfilled' : 'rejected')
      }
    }),
    { numRuns: 25 },
  )
  expect(await sums()).toEqual({ unbalanced: 0, astray: 0 })
})

it('lets nobody book more than is available, or release more than is held', async () => {
  const { account } = await meet(world, { millicredits: 5_000 })
  const over = { account, kind: 'hold' as const, note: '', millicredits: 5_001 }
  const overdraw = (sql: Tx) => book(sql, { ...over, id: `over:${account}`, from: 'available', to: 'held' })
  await expect(asTenant(account, overdraw)).rejects.toThrow('balances_available')
  const unheld = (sql: Tx) => book(sql, { ...over, id: `unheld:${account}`, from: 'held', to: 'available' })
  await expect(asTenant(account, unheld)).rejects.toThrow('balances_held')
})

it('refuses a transaction that does not sum to zero, has one entry, or none', async () => {
  const { account } = await meet(world)
  const txn = (sql: Tx, id: string) => sql`
    insert into ledger_txns (id, account_id, kind, body_hash, note) values (${id}, ${account}, 'grant', 'x', 'x')`
  const entry = (sql: Tx, id: string, name: Book, amount: number) => sql`
    insert into ledger_entries (txn_id, account_id, book, amount) values (${id}, ${account}, ${name}, ${amount})`
  const lonely = asTenant(account, async (sql) => {
    await txn(sql, 'lonely')
    await entry(sql, 'lonely', 'available', 5)
  })
  await expect(lonely).rejects.toThrow('does not balance')
  const lopsided = asTenant(account, async (sql) => {
    await txn(sql, 'lopsided')
    await entry(sql, 'lopsided', 'available', 5)
    await entry(sql, 'lopsided', 'issued', -4)
  })
  await expect(lopsided).rejects.toThrow('does not balance')
  await expect(asTenant(account, (sql) => txn(sql, 'empty'))).rejects.toThrow('does not balance')
  expect(await sums()).toEqual({ unbalanced: 0, astray: 0 })
})

it('changes and deletes nothing that was booked, as tenant or as owner', async () => {
  const { account } = await meet(world)
  for (const statement of [
    'update ledger_entries set amount = 1',
    'delete from ledger_entries',
    'delete from ledger_txns',
  ]) {
    await expect(asTenant(account, (sql) => sql.unsafe(statement))).rejects.toThrow('permission denied')
    await expect(world.sql.unsafe(statement)).rejects.toThrow('written once')
  }
  await expect(world.sql`truncate ledger_entries cascade`).rejects.toThrow('written once')
})

it('moves a balance by entries only', async () => {
  const { account } = await meet(world)
  const raise = asTenant(account, (sql) => sql`update balances set available = available + 1`)
  await expect(raise).rejects.toThrow('by ledger entries only')
  await expect(world.sql`update balances set available = 0 where account_id = ${account}`).rejects.toThrow(
    'ledger entries',
  )
})

it('books one key once', async () => {
  const { account } = await meet(world)
  const again = (sql: Tx) =>
    book(sql, {
      id: `twice:${account}`,
      kind: 'hold',
      account,
      note: '',
      from: 'available',
      to: 'held',
      millicredits: 1,
    })
  await asTenant(account, again)
  await expect(asTenant(account, again)).rejects.toThrow('duplicate key')
})

it('redeems a coupon once for an account, however often it is tried at once', async () => {
  const person = await meet(world, { millicredits: 0 })
  const tries = Array.from({ length: 8 }, () => world.refusal(money.redeemCoupon, { code: 'JUDGE2025' }, { person }))
  const outcomes = await Promise.all(tries)
  expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill('already_redeemed'), 'not refused'])
  expect(await balanceOf(world, person)).toEqual([100_000, 0])
  expect(await world.refusal(money.redeemCoupon, { code: 'NEVER' }, { person })).toBe('not_found')
})

it('grants no coupon beyond its number', async () => {
  await world.sql`insert into coupons (code, millicredits, redemptions_max) values ('ONE', 1000, 1)`
  const [first, second] = [await meet(world), await meet(world)]
  await world.ask(money.redeemCoupon, { code: 'ONE' }, { person: first })
  expect(await world.refusal(money.redeemCoupon, { code: 'ONE' }, { person: second })).toBe('gone')
})

it('writes every operator’s act into an audit log that nobody changes', async () => {
  const person = await operator(world)
  const { account } = await meet(world, { millicredits: 0 })
  await grant(world, account, 7_000)
  const { items } = await world.ask(money.listAudit, { limit: 5 }, { person })
  expect(items).toContainEqual(
    expect.objectContaining({
      actor: 'admin@callmeback.ai',
      action: 'grants.create',
      subject: account,
      reason: 'for a test',
    }),
  )
  expect(items[0]?.action).toBe('audit.list')
  await expect(world.sql`delete from audit_log`).rejects.toThrow('written once')
  const accounts = await world.ask(money.listAccounts, { limit: 100 }, { person })
  expect(accounts.items.find(({ id }) => id === account)).toMatchObject({ availableMillicredits: 7_000, calls: 0 })
})

it('pages through the ledger without losing or repeating a line', async () => {
  const person = await meet(world, { millicredits: 1_000 })
  for (let n = 0; n < 4; n += 1) await grant(world, person.account, 1_000 + n)
  const seen: string[] = []
  let before: string | undefined
  do {
    const page = await world.ask(
      money.listLedger,
      { limit: 2, ...(before === undefined ? {} : { before }) },
      { person },
    )
    seen.push(...page.items.map(({ id }) => id))
    before = page.next ?? undefined
  } while (before !== undefined)
  expect(new Set(seen).size).toBe(5)
  expect(seen).toHaveLength(5)
})

it('refuses a call that could not last a minute', async () => {
  const person = await meet(world, { millicredits: 1_999 })
  await expect(place(world, person)).rejects.toThrow('not enough credit')
  expect(await balanceOf(world, person)).toEqual([1_999, 0])
})

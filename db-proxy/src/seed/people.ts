// The house, which pays for strangers' trials; and, where the understudy signs people in, the demo user and an operator.
import { newId } from '@callback/contracts/ids'
import { book } from '../procedures/ledger.ts'
import type { Tx } from '../database.ts'
import { takeRole } from '../work.ts'

/** What strangers may talk away before an operator grants more. */
const HOUSE_MILLICREDITS = 1_000_000

const DEMO = [
  {
    email: 'demo@callmeback.ai',
    firstName: 'Sam',
    zone: 'America/New_York',
    roles: ['member'],
    number: '+14155550100',
    millicredits: 100_000,
  },
  {
    email: 'admin@callmeback.ai',
    firstName: 'Ada',
    zone: 'America/New_York',
    roles: ['member', 'operator'],
    number: null,
    millicredits: 0,
  },
]

export async function seedHouse(sql: Tx): Promise<void> {
  const [house] = await sql`select 1 from accounts where kind = 'house'`
  if (house !== undefined) return
  const account = newId('account')
  await sql`insert into accounts (id, kind) values (${account}, 'house')`
  await grant(sql, account, 'seed:house', 'Budget for trial calls', HOUSE_MILLICREDITS)
}

export async function seedDemo(sql: Tx): Promise<void> {
  for (const { email, firstName, zone, roles, number, millicredits } of DEMO) {
    const [known] = await sql`select 1 from users where lower(email) = ${email}`
    if (known !== undefined) continue
    const [account, user] = [newId('account'), newId('user')]
    await sql`insert into accounts (id) values (${account})`
    await sql`
      insert into users (id, account_id, email, first_name, zone, roles)
      values (${user}, ${account}, ${email}, ${firstName}, ${zone}, ${roles})`
    if (number !== null) {
      await sql`
        insert into phones (user_id, account_id, number) values (${user}, ${account}, ${number}) on conflict do nothing`
    }
    await grant(sql, account, `seed:${user}`, 'Welcome', millicredits)
  }
}

/** Money moves as it always does: under the tenant's role, through the ledger. */
async function grant(sql: Tx, account: string, id: string, note: string, millicredits: number): Promise<void> {
  const owner = await currentRole(sql)
  await takeRole(sql, 'app_tenant', account, null)
  await sql`insert into balances (account_id) values (${account})`
  if (millicredits > 0) {
    await book(sql, { id, kind: 'grant', account, note, from: 'issued', to: 'available', millicredits })
    await sql`set constraints all immediate`
  }
  await sql`select set_config('role', ${owner}, true)`
}

async function currentRole(sql: Tx): Promise<string> {
  const [row] = await sql<{ role: string }[]>`select current_user::text as role`
  if (row === undefined) throw new Error('no role')
  return row.role
}

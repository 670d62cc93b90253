// A verified WorkOS identity becomes a user: known by its id, adopted by a proven e-mail address, or made anew.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/people'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import { actFor, forResolver } from '../work.ts'
import type { TenantWork, Work } from '../work.ts'
import { readMe } from './me.ts'

type SignIn = z.output<typeof contract.signInUser.input>
type Known = { id: string; accountId: string; workosUserId: string | null }

export const signInUser = forResolver(contract.signInUser, async (work, person) => {
  // Two first sign-ins at once (two tabs) must not make two users.
  await work.sql`select pg_advisory_xact_lock(hashtextextended(lower(${person.email}), 0))`
  const known = await find(work, person)
  const { tenant, user } = known === null ? await enter(work, person) : await welcome(work, known, person)
  const me = await readMe(tenant, user)
  return { identity: { account: tenant.account, user, roles: me.roles }, me }
})

async function find(work: Work, { workosUserId, email, emailVerified }: SignIn): Promise<Known | null> {
  const rows = await work.sql<Known[]>`
    select id, account_id, workos_user_id from users
    where workos_user_id = ${workosUserId} or lower(email) = lower(${email})`
  const same = rows.find((row) => row.workosUserId === workosUserId)
  if (same !== undefined) return same
  const [other] = rows
  if (other === undefined) return null
  if (other.workosUserId === null && emailVerified) return other
  throw new AppError('email_taken', 'This e-mail address has an account already. Sign in the way you did before.')
}

/** A name the person set here stays; WorkOS fills in what is empty. */
async function welcome(work: Work, known: Known, person: SignIn): Promise<{ tenant: TenantWork; user: string }> {
  const tenant = await actFor(work, known.accountId)
  await tenant.sql`
    update users set workos_user_id = ${person.workosUserId},
      first_name = case first_name when '' then ${person.firstName} else first_name end,
      last_name = case last_name when '' then ${person.lastName} else last_name end
    where id = ${known.id}`
  return { tenant, user: known.id }
}

async function enter(work: Work, person: SignIn): Promise<{ tenant: TenantWork; user: string }> {
  const [account, user] = [newId('account'), newId('user')]
  const tenant = await actFor(work, account)
  await tenant.sql`insert into accounts (id) values (${account})`
  await tenant.sql`insert into balances (account_id) values (${account})`
  await tenant.sql`
    insert into users (id, account_id, workos_user_id, email, first_name, last_name, zone)
    values (${user}, ${account}, ${person.workosUserId}, ${person.email}, ${person.firstName}, ${person.lastName},
      ${person.zone ?? 'UTC'})`
  return { tenant, user }
}

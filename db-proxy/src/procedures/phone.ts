// Proving a phone number: a code's hash is kept, and a few wrong tries use the code up.
import * as contract from '@callback/contracts/db/people'
import { AppError } from '@callback/contracts/errors'
import { mayDial } from '@callback/domain/phone'
import { forPerson, found } from '../work.ts'
import { iso, msAfter } from './instants.ts'
import { readMe } from './me.ts'

const HOUR_MS = 3_600_000

export const startPhone = forPerson(contract.startPhone, async (work, { number, codeHash }) => {
  const { sql, account, user, now } = work
  if (!mayDial(number)) throw new AppError('refused', 'Numbers of this country or kind cannot be called.')
  const [ours] = await sql`select 1 from personas where phone_number = ${number}`
  if (ours !== undefined) throw new AppError('refused', 'This is a persona’s own number.')
  // One request of a user at a time, so that the bound holds.
  found((await sql`select 1 from users where id = ${user} for update`)[0], 'user')
  const [sent] = await sql<{ codes: number }[]>`
    select count(*)::int as codes from phone_codes where user_id = ${user} and created_at > ${msAfter(now, -HOUR_MS)}`
  if (sent !== undefined && sent.codes >= contract.PHONE_CODES_PER_HOUR_MAX) {
    throw new AppError('too_many_tries', 'Too many codes were asked for. Please try again in an hour.')
  }
  const expiresAt = msAfter(now, contract.PHONE_CODE_LIFE_MS)
  await sql`
    insert into phone_codes (account_id, user_id, number, code_hash, expires_at)
    values (${account}, ${user}, ${number}, ${codeHash}, ${expiresAt})`
  return { number, expiresAt: iso(expiresAt) }
})

type Code = { id: number; number: string; codeHash: string; tries: number; isOver: boolean }

export const verifyPhone = forPerson(contract.verifyPhone, async (work, { codeHash }) => {
  const { sql, account, user } = work
  // The newest code is the only one that counts.
  const [code] = await sql<Code[]>`
    select id, number, code_hash, tries, (used_at is not null or expires_at <= now()) as is_over
    from phone_codes where user_id = ${user} order by id desc limit 1 for update`
  if (code === undefined || code.isOver || code.tries >= contract.PHONE_CODE_TRIES_MAX)
    return { kind: 'expired' as const }
  if (code.codeHash !== codeHash) {
    await sql`update phone_codes set tries = tries + 1 where id = ${code.id}`
    return { kind: 'wrong_code' as const, triesLeft: contract.PHONE_CODE_TRIES_MAX - code.tries - 1 }
  }
  await sql`update phone_codes set used_at = now() where id = ${code.id}`
  await sql`
    insert into phones (user_id, account_id, number) values (${user}, ${account}, ${code.number})
    on conflict (user_id) do update set number = excluded.number, verified_at = now()`
  return { kind: 'verified' as const, me: await readMe(work, user) }
})

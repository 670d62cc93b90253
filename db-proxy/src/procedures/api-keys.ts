// API keys: only hashes are kept.
import * as contract from '@callback/contracts/db/people'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import { Role } from '@callback/contracts/me'
import { actFor, forPerson, forResolver, found } from '../work.ts'
import { iso, isoOrNull } from './instants.ts'

/** Living keys of an account: more than anybody rotates between. */
export const KEYS_MAX = 20

type Row = { id: string; name: string; hint: string; createdAt: Date; lastUsedAt: Date | null }

const toKey = (row: Row) => ({ ...row, createdAt: iso(row.createdAt), lastUsedAt: isoOrNull(row.lastUsedAt) })

export const listKeys = forPerson(contract.listKeys, async ({ sql }) => {
  const rows = await sql<Row[]>`
    select id, name, hint, created_at, last_used_at from api_keys where revoked_at is null order by created_at desc, id`
  return { items: rows.map(toKey) }
})

export const createKey = forPerson(contract.createKey, async ({ sql, account, user }, { name, keyHash, hint }) => {
  const [living] = await sql<{ keys: number }[]>`select count(*)::int as keys from api_keys where revoked_at is null`
  if (living !== undefined && living.keys >= KEYS_MAX) {
    throw new AppError('refused', 'This account has as many API keys as it may. Revoke one first.')
  }
  const [row] = await sql<Row[]>`
    insert into api_keys (id, account_id, user_id, name, key_hash, hint)
    values (${newId('key')}, ${account}, ${user}, ${name}, ${keyHash}, ${hint})
    returning id, name, hint, created_at, last_used_at`
  return toKey(found(row, 'key'))
})

export const removeKey = forPerson(contract.removeKey, async ({ sql }, { id }) => {
  const [row] = await sql`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning 1`
  found(row, 'key')
  return { removed: true as const }
})

type Known = { id: string; accountId: string; userId: string; scopes: string[]; roles: string[] }

export const resolveKey = forResolver(contract.resolveKey, async (work, { keyHash }) => {
  const [key] = await work.sql<Known[]>`
    select k.id, k.account_id, k.user_id, k.scopes, u.roles
    from api_keys k join users u on u.id = k.user_id
    where k.key_hash = ${keyHash} and k.revoked_at is null`
  if (key === undefined) return null
  const tenant = await actFor(work, key.accountId)
  // Once a minute is exact enough, and spares a write for every request.
  await tenant.sql`
    update api_keys set last_used_at = now()
    where id = ${key.id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`
  const roles = Role.array().parse(key.roles)
  return { identity: { account: key.accountId, user: key.userId, roles }, scopes: key.scopes }
})

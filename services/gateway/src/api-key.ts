// `Authorization: Bearer cb_…` → whose key it is. Remembered for seconds, under the key's hash.
import { sha256Hex } from '@callback/contracts/bytes'
import type { Identity } from '@callback/contracts/db/people'
import { AppError } from '@callback/contracts/errors'
import { resolveApiKey } from '@callback/contracts/internal'
import { ask } from '@callback/edge/neighbour'
import { BoundedMap } from './bounded-map.ts'
import type { Env } from './env.ts'
import { admitRead } from './rate-limit.ts'

const KEYS_REMEMBERED = 2_000
/** How long a revoked key may still work in another isolate. */
const KEY_KEPT_MS = 10_000
/** Lookups of keys nobody knows yet, per address: guessing 32 random bytes is hopeless, but it would be our database that answers. */
const LOOKUPS_PER_MINUTE = 120

type Owner = { identity: Identity; scopes: string[] }
const owners = new BoundedMap<Owner | null>(KEYS_REMEMBERED)

const KEY = /^cb_[A-Za-z0-9_-]{20,100}$/

/** Null: no such key. */
export async function ownerOfKey(secret: string, address: string, env: Env, requestId: string): Promise<Owner | null> {
  if (!KEY.test(secret)) return null
  const now = Date.now()
  const hash = await sha256Hex(secret)
  const remembered = owners.get(hash, now)
  if (remembered !== undefined) return remembered
  const verdict = admitRead(`key:${address}`, LOOKUPS_PER_MINUTE, now)
  if (!verdict.admitted) throw new AppError('rate_limited', 'Too many API keys. Please try again in a minute.')
  const owner = await ask(env.AUTH, resolveApiKey, { secret }, { requestId })
  owners.set(hash, owner, now + KEY_KEPT_MS)
  return owner
}

/** After a key was revoked through this isolate it stops working here at once. */
export function forgetKeys(): void {
  owners.clear()
}

// Signing who asks, for one request. Services and db-proxy check the signature; nobody asks again.
import { mintPrincipal } from '@callback/contracts/principal'
import { importSigningKey } from '@callback/contracts/signed-claims'
import type { ClaimsKey } from '@callback/contracts/signed-claims'
import type { Env } from './env.ts'
import type { Who } from './who.ts'

/** One per deployment; importing costs more than signing. */
const keys = new Map<string, Promise<ClaimsKey>>()

export async function principalFor(
  { identity, scopes }: Extract<Who, { kind: 'person' }>,
  env: Pick<Env, 'PRINCIPAL_PRIVATE_KEY'>,
  requestId: string,
): Promise<string> {
  const key = keys.get(env.PRINCIPAL_PRIVATE_KEY) ?? importSigningKey(env.PRINCIPAL_PRIVATE_KEY)
  keys.set(env.PRINCIPAL_PRIVATE_KEY, key)
  return mintPrincipal({ ...identity, scopes, requestId }, await key, Date.now())
}

// Who is asking: minted by the gateway for one request, verified by services and by db-proxy.
import { z } from 'zod'
import { AccountId, UserId } from './ids.ts'
import { Role } from './me.ts'
import { signClaims, verifyClaims } from './signed-claims.ts'
import type { ClaimsKey } from './signed-claims.ts'

export const PRINCIPAL_HEADER = 'x-principal'
export const REQUEST_ID_HEADER = 'x-request-id'

/** A request that takes longer than this has been given up by everybody. */
export const PRINCIPAL_LIFE_MS = 60_000

export const Principal = z.object({
  account: AccountId,
  user: UserId,
  roles: z.array(Role),
  /** `*` for a person's session; an API key may have less. */
  scopes: z.array(z.string()),
  requestId: z.string().max(64),
  exp: z.number(),
})
export type Principal = z.infer<typeof Principal>

const AUDIENCE = 'callback-principal'

export function mintPrincipal(claims: Omit<Principal, 'exp'>, key: ClaimsKey, nowMs: number): Promise<string> {
  return signClaims(AUDIENCE, { ...claims, exp: nowMs + PRINCIPAL_LIFE_MS }, key)
}

export function verifyPrincipal(token: string, key: ClaimsKey, nowMs: number): Promise<Principal | null> {
  return verifyClaims(AUDIENCE, token, Principal, key, nowMs)
}

// The right to run a few procedures on one object without a person there. Signed and verified by db-proxy; others only carry it.
import { z } from 'zod'
import { AccountId, UserId } from './ids.ts'
import { signClaims, verifyClaims } from './signed-claims.ts'
import type { ClaimsKey } from './signed-claims.ts'

export const Capability = z.object({
  account: AccountId,
  /** Whose object it is, where rows are kept per user. */
  user: UserId.nullable(),
  /** The call or job it is for: must equal the object the procedure's input names. */
  object: z.string(),
  procedures: z.array(z.string()).min(1),
  exp: z.number(),
})
export type Capability = z.infer<typeof Capability>

/** As it travels: opaque to everybody but db-proxy. */
export const CapabilityToken = z.string().min(1).max(4096)

const AUDIENCE = 'callback-capability'

export function mintCapability(claims: Capability, key: ClaimsKey): Promise<string> {
  return signClaims(AUDIENCE, claims, key)
}

export function verifyCapability(token: string, key: ClaimsKey, nowMs: number): Promise<Capability | null> {
  return verifyClaims(AUDIENCE, token, Capability, key, nowMs)
}

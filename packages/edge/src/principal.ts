// Who is asking, as the gateway signed it. A service checks the signature; it does not ask again.
import { AppError } from '@callback/contracts/errors'
import { PRINCIPAL_HEADER, verifyPrincipal } from '@callback/contracts/principal'
import type { Principal } from '@callback/contracts/principal'
import { importVerifyingKey } from '@callback/contracts/signed-claims'
import type { ClaimsKey } from '@callback/contracts/signed-claims'

const keys = new Map<string, Promise<ClaimsKey>>()

export async function principalOf(
  request: Request,
  publicKey: string,
): Promise<{ principal: Principal; token: string }> {
  const token = request.headers.get(PRINCIPAL_HEADER)
  if (token === null) throw new AppError('unauthenticated', 'Please sign in.')
  const key = keys.get(publicKey) ?? importVerifyingKey(publicKey)
  keys.set(publicKey, key)
  const principal = await verifyPrincipal(token, await key, Date.now())
  if (principal === null) throw new AppError('unauthenticated', 'Please sign in.', { internal: 'principal refused' })
  return { principal, token }
}

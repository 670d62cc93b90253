// Whether WorkOS signed this access token, for us, and it has not run out. Checked here with WorkOS's public keys, which
// are fetched once and again when a token names an unknown key, at most every half minute.
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { AppError } from '@callback/contracts/errors'
import type { Env } from './env.ts'

const JWKS_MS_MAX = 3_000
const JWKS_COOL_DOWN_MS = 30_000
/** A key that WorkOS withdrew is trusted no longer than this. */
const JWKS_KEPT_MS = 60 * 60_000

type Config = Pick<Env, 'WORKOS_CLIENT_ID' | 'WORKOS_BASE_URL' | 'WORKOS_ISSUER'>
type Keys = ReturnType<typeof createRemoteJWKSet>

/** One per WorkOS environment: in practice one. */
const keySets = new Map<string, Keys>()

export type TokenVerdict =
  { kind: 'valid'; subject: string; untilMs: number } | { kind: 'expired' } | { kind: 'refused' }

export async function verifyAccessToken(token: string, config: Config): Promise<TokenVerdict> {
  try {
    const { payload } = await jwtVerify(token, keysOf(config), {
      algorithms: ['RS256'],
      issuer: issuersOf(config),
      requiredClaims: ['exp', 'sub', 'iss'],
    })
    return { kind: 'valid', subject: payload.sub ?? '', untilMs: (payload.exp ?? 0) * 1000 }
  } catch (failure) {
    if (failure instanceof errors.JWTExpired) return { kind: 'expired' }
    if (failure instanceof errors.JOSEError && !KEYS_UNREACHABLE.has(failure.code)) return { kind: 'refused' }
    throw new AppError('unavailable', 'Signing in is not available just now. Please try again.', {
      internal: 'the keys of WorkOS could not be fetched',
      cause: failure,
    })
  }
}

/** Unless told otherwise, WorkOS by the address it is reached at or by its own, in the forms its documentation shows. */
function issuersOf({ WORKOS_ISSUER, WORKOS_BASE_URL, WORKOS_CLIENT_ID }: Config): string[] {
  const origins = WORKOS_ISSUER === undefined ? [WORKOS_BASE_URL, WORKOS_OWN_ORIGIN] : [WORKOS_ISSUER]
  return origins.flatMap((origin) => [origin, `${origin}/`, `${origin}/user_management/${WORKOS_CLIENT_ID}`])
}

const WORKOS_OWN_ORIGIN = 'https://api.workos.com'

/** jose's own words for "no answer in time" and "an answer that is not a key set". */
const KEYS_UNREACHABLE = new Set([errors.JWKSTimeout.code, errors.JOSEError.code, errors.JWKSInvalid.code])

function keysOf(config: Config): Keys {
  const url = `${config.WORKOS_BASE_URL}/sso/jwks/${encodeURIComponent(config.WORKOS_CLIENT_ID)}`
  const known = keySets.get(url)
  if (known !== undefined) return known
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: JWKS_MS_MAX,
    cooldownDuration: JWKS_COOL_DOWN_MS,
    cacheMaxAge: JWKS_KEPT_MS,
  })
  keySets.set(url, keys)
  return keys
}

// A signed-in browser, as it is sealed into its cookie. `auth` seals, the gateway unseals; nobody else can read it.
import { z } from 'zod'
import { Identity } from './db/people.ts'

export const Session = z.object({
  /** WorkOS's own token, RS256, about five minutes long; proves that WorkOS still knew the person then. */
  accessToken: z.string(),
  /** Single use: each refresh gives the next one. */
  refreshToken: z.string(),
  sessionId: z.string(),
  workosUserId: z.string(),
  /** Who that is here, as found at the last sign-in or refresh. */
  identity: Identity,
})
export type Session = z.infer<typeof Session>

/** A person who comes back within this is still signed in, as long as WorkOS agrees. */
export const SESSION_LIFE_MS = 30 * 24 * 3_600_000

/** Browsers refuse a `__Host-` cookie that another host set or that came without TLS. */
export function sessionCookieName(publicApiUrl: string): string {
  return isSecure(publicApiUrl) ? '__Host-cb_session' : 'cb_session'
}

export function isSecure(publicApiUrl: string): boolean {
  return publicApiUrl.startsWith('https:')
}

/** `?error=` of the site's sign-in page when the hosted sign-in did not end in a session. */
export const SIGN_IN_ERRORS = ['cancelled', 'expired', 'failed'] as const
export type SignInError = (typeof SIGN_IN_ERRORS)[number]

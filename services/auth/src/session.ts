// From WorkOS's answer to a session of ours: find or make the person, seal, set the cookie.
import type { AuthenticationResponse } from '@workos-inc/node'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { fromBase64Url } from '@callback/contracts/bytes'
import { signInUser } from '@callback/contracts/db/people'
import type { Me } from '@callback/contracts/me'
import { isSecure, Session, SESSION_LIFE_MS, sessionCookieName } from '@callback/contracts/session'
import type { Database } from '@callback/edge/database'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'
import { seal, unseal } from './sealed.ts'

const Claims = z.object({ sid: z.string().min(1) })

/** Straight from WorkOS over TLS, so its signature need not be checked here; the gateway checks it on every request. */
function sessionIdOf(accessToken: string): string {
  const payload = fromBase64Url(accessToken.split('.')[1] ?? '')
  return Claims.parse(JSON.parse(new TextDecoder().decode(payload))).sid
}

/** Names of people come from providers: cut to what we keep. */
const NAME_CHARS_MAX = 60

export async function sessionFor(
  answer: AuthenticationResponse,
  db: Database,
  known: { firstName?: string; lastName?: string; zone?: string } = {},
): Promise<{ session: Session; me: Me }> {
  const { user, accessToken, refreshToken } = answer
  const { output } = await db.run(
    signInUser,
    {
      workosUserId: user.id,
      email: user.email,
      emailVerified: user.emailVerified,
      firstName: (known.firstName ?? user.firstName ?? '').slice(0, NAME_CHARS_MAX),
      lastName: (known.lastName ?? user.lastName ?? '').slice(0, NAME_CHARS_MAX),
      ...(known.zone === undefined ? {} : { zone: known.zone }),
    },
    { nobody: true },
  )
  const { identity, me } = output
  return {
    session: { accessToken, refreshToken, sessionId: sessionIdOf(accessToken), workosUserId: user.id, identity },
    me,
  }
}

export function sealSession(session: Session, env: Pick<Env, 'COOKIE_PASSWORD'>): Promise<string> {
  return seal(session, env.COOKIE_PASSWORD, SESSION_LIFE_MS)
}

export function unsealSession(sealed: string, env: Pick<Env, 'COOKIE_PASSWORD'>): Promise<Session | null> {
  return unseal(sealed, Session, env.COOKIE_PASSWORD)
}

export async function setSession(c: EdgeContext<Env>, session: Session): Promise<void> {
  const env = c.get('env')
  setCookie(c, sessionCookieName(env.PUBLIC_API_URL), await sealSession(session, env), {
    ...cookieRules(env),
    maxAge: SESSION_LIFE_MS / 1000,
  })
}

export async function currentSession(c: EdgeContext<Env>): Promise<Session | null> {
  const env = c.get('env')
  const sealed = getCookie(c, sessionCookieName(env.PUBLIC_API_URL))
  return sealed === undefined ? null : unsealSession(sealed, env)
}

export function clearSession(c: EdgeContext<Env>): void {
  const env = c.get('env')
  deleteCookie(c, sessionCookieName(env.PUBLIC_API_URL), cookieRules(env))
}

export function cookieRules(env: Pick<Env, 'PUBLIC_API_URL'>) {
  return { httpOnly: true, sameSite: 'Lax', secure: isSecure(env.PUBLIC_API_URL), path: '/' } as const
}

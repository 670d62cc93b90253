// The cookie → who it is. Unsealed and verified once per access token, then remembered until the token runs out.
import { defaults, unseal } from 'iron-webcrypto'
import type { Identity } from '@callback/contracts/db/people'
import { refreshSession } from '@callback/contracts/internal'
import { Session, SESSION_LIFE_MS } from '@callback/contracts/session'
import { ask } from '@callback/edge/neighbour'
import { verifyAccessToken } from './access-token.ts'
import { BoundedMap } from './bounded-map.ts'
import type { Env } from './env.ts'

/** Enough for the browsers one isolate sees in the life of an access token. */
const SESSIONS_REMEMBERED = 5_000
/** No access token lives longer. */
const ACCESS_TOKEN_MS_MAX = 60 * 60_000

type Known = { identity: Identity; sessionId: string }
const known = new BoundedMap<Known>(SESSIONS_REMEMBERED)
const signedOut = new BoundedMap<true>(SESSIONS_REMEMBERED)

/** `sealed` is the next cookie, when there was a refresh. `gone`: the cookie is worth nothing any more. */
export type SessionVerdict =
  { kind: 'known'; identity: Identity; sealed?: string } | { kind: 'stale' } | { kind: 'gone' }

/** `stale` instead of a refresh where no cookie can be set. */
export async function readSession(
  cookie: string,
  env: Env,
  more: { requestId: string; mayRefresh: boolean },
): Promise<SessionVerdict> {
  const now = Date.now()
  const remembered = known.get(cookie, now)
  if (remembered !== undefined) return remember(remembered, now)
  const session = await unsealed(cookie, env)
  if (session === null) return { kind: 'gone' }
  const verdict = await verifyAccessToken(session.accessToken, env)
  switch (verdict.kind) {
    case 'refused':
      return { kind: 'gone' }
    case 'expired':
      return more.mayRefresh ? refreshed(cookie, env, more.requestId) : { kind: 'stale' }
    case 'valid': {
      if (verdict.subject !== session.workosUserId) return { kind: 'gone' }
      const { identity, sessionId } = session
      known.set(cookie, { identity, sessionId }, verdict.untilMs)
      return remember({ identity, sessionId }, now)
    }
  }
}

async function refreshed(cookie: string, env: Env, requestId: string): Promise<SessionVerdict> {
  const next = await ask(env.AUTH, refreshSession, { sealed: cookie }, { requestId })
  const session = next === null ? null : await unsealed(next.sealed, env)
  if (next === null || session === null) return { kind: 'gone' }
  return { kind: 'known', identity: session.identity, sealed: next.sealed }
}

/** A signed-out session's access token would still verify for minutes: this isolate at least does not take it. */
export async function forgetSession(cookie: string, env: Env): Promise<void> {
  const session = await unsealed(cookie, env)
  if (session !== null) signedOut.set(session.sessionId, true, Date.now() + ACCESS_TOKEN_MS_MAX)
}

function remember({ identity, sessionId }: Known, nowMs: number): SessionVerdict {
  return signedOut.get(sessionId, nowMs) === true ? { kind: 'gone' } : { kind: 'known', identity }
}

async function unsealed(cookie: string, env: Env): Promise<Session | null> {
  let value: unknown
  try {
    value = await unseal(cookie, env.COOKIE_PASSWORD, { ...defaults, ttl: SESSION_LIFE_MS })
  } catch {
    return null
  }
  const parsed = Session.safeParse(value)
  return parsed.success ? parsed.data : null
}

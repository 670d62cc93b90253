// One refresh at WorkOS: the next tokens, and who the person is here by now (roles may have changed).
import type { Session } from '@callback/contracts/session'
import type { Database } from '@callback/edge/database'
import { log } from '@callback/edge/log'
import type { Env } from './env.ts'
import type { Refreshed } from './refresh.ts'
import { sealSession, sessionFor } from './session.ts'
import { isRefusal, workosClient, workosFailure } from './workos.ts'

export async function rotate(session: Session, env: Env, db: Database): Promise<Refreshed> {
  let answer
  try {
    answer = await workosClient(env).authenticateWithRefreshToken({
      clientId: env.WORKOS_CLIENT_ID,
      refreshToken: session.refreshToken,
    })
  } catch (thrown) {
    const failure = workosFailure(thrown)
    if (isRefusal(failure)) return { kind: 'ended' }
    log.warn('a session could not be refreshed', { status: failure.status, codes: failure.codes.join(' ') })
    return { kind: 'unavailable' }
  }
  const next = await sessionFor(answer, db)
  return { kind: 'refreshed', sealed: await sealSession(next.session, env) }
}

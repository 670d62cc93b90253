// Ends the session at WorkOS and here. The cookie goes even when WorkOS cannot be reached: the person meant it.
import type { signOut as spec } from '@callback/contracts/me'
import { log } from '@callback/edge/log'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { clearSession, currentSession } from './session.ts'
import { workosClient, workosFailure } from './workos.ts'

export const signOut: Handler<typeof spec, Env> = async (_input, { env, c, requestId }) => {
  const session = await currentSession(c)
  clearSession(c)
  if (session !== null) {
    const ended = await Promise.allSettled([
      workosClient(env).revokeSession({ sessionId: session.sessionId }),
      env.SESSION_REFRESHER.getByName(session.sessionId).end(),
    ])
    for (const each of ended) {
      if (each.status === 'fulfilled') continue
      const { status, codes } = workosFailure(each.reason)
      log.warn('a session could not be ended everywhere', { requestId, status, codes: codes.join(' ') })
    }
  }
  return { signedOut: true }
}

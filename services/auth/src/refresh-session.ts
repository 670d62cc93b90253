// For the gateway: a sealed session whose access token ran out → the next one, or null when the person must sign in again.
import type { refreshSession as spec } from '@callback/contracts/internal'
import { AppError } from '@callback/contracts/errors'
import type { InternalHandler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { unsealSession } from './session.ts'

export const refreshSession: InternalHandler<typeof spec, Env> = async ({ sealed }, { env }) => {
  const session = await unsealSession(sealed, env)
  if (session === null) return null
  const outcome = await env.SESSION_REFRESHER.getByName(session.sessionId).refresh(session)
  switch (outcome.kind) {
    case 'refreshed':
      return { sealed: outcome.sealed }
    case 'ended':
      return null
    case 'unavailable':
      throw new AppError('unavailable', 'Signing in is not available just now. Please try again.')
  }
}

// Where the hosted sign-in returns. A person looks at this, so every outcome is a redirect to the site.
import { deleteCookie, getCookie } from 'hono/cookie'
import { sameText } from '@callback/contracts/bytes'
import type { callback as spec } from '@callback/contracts/me'
import type { SignInError } from '@callback/contracts/session'
import { describeFailure, log } from '@callback/edge/log'
import type { Handler } from '@callback/edge/serve'
import { flowCookieName, SignInFlow } from './authorize.ts'
import { clientOf } from './client.ts'
import type { Env } from './env.ts'
import { unseal } from './sealed.ts'
import { cookieRules, sessionFor, setSession } from './session.ts'
import { workosClient, workosFailure } from './workos.ts'

export const callback: Handler<typeof spec, Env> = async ({ query }, { env, db, c, requestId }) => {
  const back = (error: SignInError) => c.redirect(`${env.WEB_URL}/sign-in?error=${error}`, 302)
  const sealed = getCookie(c, flowCookieName(env))
  deleteCookie(c, flowCookieName(env), cookieRules(env))
  if (query.error !== undefined) return back(query.error === 'access_denied' ? 'cancelled' : 'failed')
  const flow = sealed === undefined ? null : await unseal(sealed, SignInFlow, env.COOKIE_PASSWORD)
  if (flow === null || query.code === undefined || !sameText(flow.state, query.state ?? '')) return back('expired')
  try {
    const answer = await workosClient(env).authenticateWithCode({
      clientId: env.WORKOS_CLIENT_ID,
      code: query.code,
      codeVerifier: flow.codeVerifier,
      ...clientOf(c.req.raw),
    })
    const { session } = await sessionFor(answer, db)
    await setSession(c, session)
  } catch (thrown) {
    const { status, codes } = workosFailure(thrown)
    log.warn('a hosted sign-in failed', { requestId, status, codes: codes.join(' '), why: describeFailure(thrown) })
    return back('failed')
  }
  return c.redirect(`${env.WEB_URL}${flow.returnTo}`, 302)
}

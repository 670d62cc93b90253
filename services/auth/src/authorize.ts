// The way to the hosted sign-in. What must be known again at the callback travels in a sealed cookie of its own, so a
// callback that this browser did not begin is refused; PKCE ties the code to it as well.
import { setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { authorize as spec } from '@callback/contracts/me'
import { isSecure } from '@callback/contracts/session'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { seal } from './sealed.ts'
import { cookieRules } from './session.ts'
import { workosClient } from './workos.ts'

/** Time to type a password, find a phone, read a mail; WorkOS's own code lives as long. */
export const SIGN_IN_FLOW_MS = 15 * 60_000

export const SignInFlow = z.object({ state: z.string(), codeVerifier: z.string(), returnTo: z.string() })

export function flowCookieName(env: Pick<Env, 'PUBLIC_API_URL'>): string {
  return isSecure(env.PUBLIC_API_URL) ? '__Host-cb_sign_in' : 'cb_sign_in'
}

export const authorize: Handler<typeof spec, Env> = async ({ query }, { env, c }) => {
  const { url, state, codeVerifier } = await workosClient(env).getAuthorizationUrlWithPKCE({
    clientId: env.WORKOS_CLIENT_ID,
    provider: query.provider,
    redirectUri: `${env.PUBLIC_API_URL}/v1/auth/callback`,
    ...(query.screen !== undefined && query.provider === 'authkit' ? { screenHint: query.screen } : {}),
  })
  const flow: z.infer<typeof SignInFlow> = { state, codeVerifier, returnTo: query.returnTo }
  setCookie(c, flowCookieName(env), await seal(flow, env.COOKIE_PASSWORD, SIGN_IN_FLOW_MS), {
    ...cookieRules(env),
    maxAge: SIGN_IN_FLOW_MS / 1000,
  })
  return c.redirect(url, 302)
}

// One public route at the gateway: who asks, may they ask this often, hand on.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Hono } from 'hono'
import { AppError } from '@callback/contracts/errors'
import type { Route } from '@callback/contracts/route'
import { isSecure, SESSION_LIFE_MS, sessionCookieName } from '@callback/contracts/session'
import { BODY_BYTES_MAX, readBytes } from '@callback/edge/body'
import { failureAnswer } from '@callback/edge/failure'
import type { Edge, EdgeContext } from '@callback/edge/worker'
import { forgetKeys } from './api-key.ts'
import type { Env } from './env.ts'
import { isKnownOrigin } from './origin.ts'
import { principalFor } from './principal.ts'
import { actionOf, admit } from './rate-limit.ts'
import { forgetSession } from './session.ts'
import { askUpstream, headersFor } from './upstream.ts'
import { addressOf, whoAsks } from './who.ts'
import type { Who } from './who.ts'

export function forward(app: Hono<Edge<Env>>, route: Route): void {
  app.on(route.method, route.path, async (c) => {
    const who =
      route.access === 'public' ? nobodyNeeded(c, route) : await whoAsks(c, { unsafe: unsafe(route), mayRefresh: true })
    keepCookie(c, who)
    // A refreshed cookie must reach the browser whatever becomes of the request: the old one is spent.
    const response = await handOn(c, route, who).catch((failure: unknown) =>
      failureAnswer('gateway', failure, c.get('requestId')),
    )
    c.header('cache-control', 'no-store')
    return c.newResponse(response.body, response)
  })
}

async function handOn(c: EdgeContext<Env>, route: Route, who: Who): Promise<Response> {
  const env = c.get('env')
  const requestId = c.get('requestId')
  const name = who.kind === 'person' ? who.identity.user : addressOf(c)
  const verdict = await admit(name, actionOf(route, env), env, Date.now())
  if (!verdict.admitted) return tooMuch(verdict.retryAfterSeconds, requestId)
  if (who.kind === 'nobody' && route.access !== 'public') throw new AppError('unauthenticated', 'Please sign in.')

  const principal = who.kind === 'person' ? await principalFor(who, env, requestId) : undefined
  const response = await askUpstream(route, env, {
    url: new URL(c.req.url),
    headers: headersFor(c.req.raw, route, requestId, principal),
    body: unsafe(route) ? await readBytes(c.req.raw, BODY_BYTES_MAX) : null,
  })
  if (response.ok) await noteWhatEnded(c, route)
  return response
}

export function tooMuch(retryAfterSeconds: number, requestId: string): Response {
  const response = failureAnswer(
    'gateway',
    new AppError('rate_limited', 'That was too much at once. Please wait a moment.'),
    requestId,
  )
  response.headers.set('retry-after', String(retryAfterSeconds))
  return response
}

function unsafe(route: Route): boolean {
  return route.method !== 'GET'
}

/** Signing in takes no cookie, but another site must not sign a visitor in (as somebody else) or out. */
function nobodyNeeded(c: EdgeContext<Env>, route: Route): Who {
  const env = c.get('env')
  const origin = c.req.header('origin')
  const withCookie = getCookie(c, sessionCookieName(env.PUBLIC_API_URL)) !== undefined
  if (unsafe(route) && (origin === undefined ? withCookie : !isKnownOrigin(origin, env))) {
    throw new AppError('origin_refused', 'This request does not come from our site.')
  }
  return { kind: 'nobody', gone: false }
}

/** The next cookie after a refresh; none where the old one is worth nothing any more. */
function keepCookie(c: EdgeContext<Env>, who: Who): void {
  const { PUBLIC_API_URL } = c.get('env')
  const name = sessionCookieName(PUBLIC_API_URL)
  const rules = { httpOnly: true, sameSite: 'Lax', secure: isSecure(PUBLIC_API_URL), path: '/' } as const
  if (who.kind === 'nobody' && who.gone) deleteCookie(c, name, rules)
  if (who.kind === 'person' && who.sealed !== undefined) {
    setCookie(c, name, who.sealed, { ...rules, maxAge: SESSION_LIFE_MS / 1000 })
  }
}

async function noteWhatEnded(c: EdgeContext<Env>, route: Route): Promise<void> {
  const env = c.get('env')
  if (route.name === 'removeKey') forgetKeys()
  const cookie = route.name === 'signOut' ? getCookie(c, sessionCookieName(env.PUBLIC_API_URL)) : undefined
  if (cookie !== undefined) await forgetSession(cookie, env)
}

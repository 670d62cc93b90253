// Which sites may talk to us from a browser: ours, matched exactly.
import type { MiddlewareHandler } from 'hono'
import { AppError } from '@callback/contracts/errors'
import { REQUEST_ID_HEADER } from '@callback/contracts/principal'
import { withHeaders } from '@callback/edge/response-headers'
import type { Edge } from '@callback/edge/worker'
import type { Env } from './env.ts'

const ALLOW_ORIGIN = 'access-control-allow-origin'
const OUR_SITE = {
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': [REQUEST_ID_HEADER, 'retry-after'].join(', '),
}
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
  'access-control-allow-headers': ['content-type', 'idempotency-key', 'authorization', REQUEST_ID_HEADER].join(', '),
  /** Seconds a browser need not ask again. */
  'access-control-max-age': '600',
}
const EVERY_ANSWER = { vary: 'origin', 'x-content-type-options': 'nosniff' }

export function isKnownOrigin(origin: string | undefined, env: Pick<Env, 'WEB_URL'>): boolean {
  return origin === env.WEB_URL
}

export const cors: MiddlewareHandler<Edge<Env>> = async function cors(c, next) {
  const known = isKnownOrigin(c.req.header('origin'), c.get('env'))
  if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
    if (!known) throw new AppError('origin_refused', 'This site may not use the API from a browser.')
    c.res = new Response(null, { status: 204, headers: PREFLIGHT })
  } else {
    await next()
  }
  if (c.res.status === 101) return
  const answer = withHeaders(c.res, {
    ...EVERY_ANSWER,
    ...(known ? { ...OUR_SITE, [ALLOW_ORIGIN]: c.get('env').WEB_URL } : {}),
  })
  if (answer !== c.res) c.res = answer
}

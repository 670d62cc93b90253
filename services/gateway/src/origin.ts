// Which sites may talk to us from a browser: ours, matched exactly.
import type { MiddlewareHandler } from 'hono'
import { AppError } from '@callback/contracts/errors'
import { REQUEST_ID_HEADER } from '@callback/contracts/principal'
import type { Edge } from '@callback/edge/worker'
import type { Env } from './env.ts'

const PREFLIGHT_KEPT_SECONDS = 600
const ALLOWED_HEADERS = ['content-type', 'idempotency-key', 'authorization', REQUEST_ID_HEADER].join(', ')
const EXPOSED_HEADERS = [REQUEST_ID_HEADER, 'retry-after'].join(', ')

export function isKnownOrigin(origin: string | undefined, env: Pick<Env, 'WEB_URL'>): boolean {
  return origin === env.WEB_URL
}

export const cors: MiddlewareHandler<Edge<Env>> = async function cors(c, next) {
  const origin = c.req.header('origin')
  const known = isKnownOrigin(origin, c.get('env'))
  if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
    if (!known) throw new AppError('origin_refused', 'This site may not use the API from a browser.')
    c.header('access-control-allow-methods', 'GET, POST, PATCH, DELETE')
    c.header('access-control-allow-headers', ALLOWED_HEADERS)
    c.header('access-control-max-age', String(PREFLIGHT_KEPT_SECONDS))
    c.res = c.body(null, 204)
  } else {
    await next()
  }
  if (c.res.status === 101) return
  c.header('vary', 'origin', { append: true })
  c.header('x-content-type-options', 'nosniff')
  if (!known || origin === undefined) return
  c.header('access-control-allow-origin', origin)
  c.header('access-control-allow-credentials', 'true')
  c.header('access-control-expose-headers', EXPOSED_HEADERS)
}

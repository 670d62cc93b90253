// `WS /v1/calls/:id/live`: proves who asks, then hands the upgrade to `voice`, which proves whose call it is. Its 101 goes
// back untouched, so a session whose access token ran out cannot be refreshed here: any other request does that first.
import type { Hono } from 'hono'
import { AppError } from '@callback/contracts/errors'
import { CallId } from '@callback/contracts/ids'
import type { Edge } from '@callback/edge/worker'
import type { Env } from './env.ts'
import { tooMuch } from './forward.ts'
import { principalFor } from './principal.ts'
import { actionOf, admit } from './rate-limit.ts'
import { headersFor } from './upstream.ts'
import { whoAsks } from './who.ts'

/** What a WebSocket handshake needs to arrive with. */
const HANDSHAKE = ['upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol']

export function live(app: Hono<Edge<Env>>): void {
  app.get('/v1/calls/:id/live', async (c) => {
    const env = c.get('env')
    const requestId = c.get('requestId')
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      throw new AppError('invalid_input', 'This address is for WebSockets.')
    }
    if (!CallId.safeParse(c.req.param('id')).success) throw new AppError('not_found', 'There is nothing here.')
    const who = await whoAsks(c, { unsafe: true, mayRefresh: false })
    if (who.kind === 'nobody') throw new AppError('unauthenticated', 'Please sign in.')
    const verdict = await admit(who.identity.user, actionOf({ name: 'live', method: 'POST' }, env), env, Date.now())
    if (!verdict.admitted) return tooMuch(verdict.retryAfterSeconds, requestId)

    const headers = headersFor(c.req.raw, { service: 'voice' }, requestId, await principalFor(who, env, requestId))
    for (const name of HANDSHAKE) {
      const value = c.req.header(name)
      if (value !== undefined) headers.set(name, value)
    }
    const { pathname, search } = new URL(c.req.url)
    return env.VOICE.fetch(`http://voice${pathname}${search}`, { headers })
  })
}

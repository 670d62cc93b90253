// Who is asking: an API key's owner, a signed-in browser's person, or nobody.
import { getCookie } from 'hono/cookie'
import type { Identity } from '@callback/contracts/db/people'
import { AppError } from '@callback/contracts/errors'
import { sessionCookieName } from '@callback/contracts/session'
import type { EdgeContext } from '@callback/edge/worker'
import { ownerOfKey } from './api-key.ts'
import type { Env } from './env.ts'
import { isKnownOrigin } from './origin.ts'
import { readSession } from './session.ts'

export type Who =
  | { kind: 'person'; identity: Identity; scopes: string[]; sealed?: string }
  /** `gone`: a cookie came, and should be cleared. */
  | { kind: 'nobody'; gone: boolean }

const NOBODY: Who = { kind: 'nobody', gone: false }

/** `unsafe`: the request may change something, so a cookie alone is not proof that its person meant it. */
export async function whoAsks(c: EdgeContext<Env>, rules: { unsafe: boolean; mayRefresh: boolean }): Promise<Who> {
  const env = c.get('env')
  const requestId = c.get('requestId')
  const authorization = c.req.header('authorization')
  if (authorization !== undefined) {
    const secret = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    const owner = secret === undefined ? null : await ownerOfKey(secret, addressOf(c), env, requestId)
    return owner === null ? NOBODY : { kind: 'person', ...owner }
  }
  const cookie = getCookie(c, sessionCookieName(env.PUBLIC_API_URL))
  if (cookie === undefined) return NOBODY
  if (rules.unsafe && !isKnownOrigin(c.req.header('origin'), env)) {
    throw new AppError('origin_refused', 'This request does not come from our site.')
  }
  const session = await readSession(cookie, env, { requestId, mayRefresh: rules.mayRefresh })
  if (session.kind !== 'known') return { kind: 'nobody', gone: session.kind === 'gone' }
  const { identity, sealed } = session
  return { kind: 'person', identity, scopes: ['*'], ...(sealed === undefined ? {} : { sealed }) }
}

/** Set by Cloudflare, which drops one that the client sent; absent in a local stack. */
export function addressOf(c: EdgeContext<Env>): string {
  return c.req.header('cf-connecting-ip') ?? 'local'
}

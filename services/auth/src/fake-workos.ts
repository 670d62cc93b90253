// WorkOS for the tests of this Worker: the few answers they need, over real HTTP, in WorkOS's own shapes.
import { z } from 'zod'
import { toBase64Url, utf8 } from '@callback/contracts/bytes'
import { localServer } from '@callback/edge/local-server'
import type { LocalServer } from '@callback/edge/local-server'

const user = {
  object: 'user',
  id: 'user_01TEST',
  email: 'sam@site.test',
  email_verified: true,
  first_name: 'Sam',
  last_name: 'Doe',
  created_at: '2026-11-21T12:00:00Z',
  updated_at: '2026-11-21T12:00:00Z',
}

/** Only its payload is read here; the gateway is the one that verifies. */
function accessToken(sessionId: string): string {
  const part = (value: object) => toBase64Url(utf8(JSON.stringify(value)))
  return [part({ alg: 'RS256' }), part({ sid: sessionId, sub: user.id }), 'signature'].join('.')
}

export type FakeWorkos = LocalServer & {
  /** Answers the next request so, instead of well. */
  refuseNext: (status: number, body: object) => void
  grants: () => Record<string, unknown>[]
}

export async function fakeWorkos(): Promise<FakeWorkos> {
  const refusals: Response[] = []
  let issued = 0
  const spent = new Set<unknown>()
  const server = await localServer(({ path, body }) => {
    const refusal = refusals.shift()
    if (refusal !== undefined) return refusal
    if (path === '/user_management/users') return Response.json(user, { status: 201 })
    if (path === '/user_management/sessions/revoke') return Response.json({ object: 'session' })
    if (path !== '/user_management/authenticate') return Response.json({ message: 'not found' }, { status: 404 })
    const grant: { refresh_token?: string } = JSON.parse(body)
    if (grant.refresh_token !== undefined && spent.has(grant.refresh_token)) {
      return Response.json({ error: 'invalid_grant', error_description: 'Already exchanged.' }, { status: 400 })
    }
    spent.add(grant.refresh_token)
    issued += 1
    return Response.json({
      user,
      access_token: accessToken('session_01TEST'),
      refresh_token: `refresh-${issued}`,
      authentication_method: 'Password',
    })
  })
  return {
    ...server,
    refuseNext: (status, body) => void refusals.push(Response.json(body, { status })),
    grants: () =>
      server.asked
        .filter((one) => one.path === '/user_management/authenticate')
        .map((one) => z.record(z.string(), z.unknown()).parse(JSON.parse(one.body))),
  }
}

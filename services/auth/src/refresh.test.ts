import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '@callback/contracts/session'
import { database } from '@callback/edge/database'
import { authStand } from './auth-stand.ts'
import { Env } from './env.ts'
import { Refresh, ROTATED_KEPT_MS } from './refresh.ts'
import { rotate } from './rotate.ts'
import { sealSession, unsealSession } from './session.ts'

let stand: Awaited<ReturnType<typeof authStand>>
let now = 0
beforeAll(async () => (stand = await authStand()))
afterAll(() => stand.close())
afterEach(() => {
  stand.workos.asked.length = 0
})

const session = (refreshToken: string): Session => ({
  accessToken: 'old',
  refreshToken,
  sessionId: 'session_01TEST',
  workosUserId: 'user_01TEST',
  identity: stand.person.identity,
})

function refresher(): Refresh {
  const env = Env.parse(stand.env)
  return new Refresh(
    (one) => rotate(one, env, database(env.DATABASE, 'request-of-the-test')),
    () => now,
  )
}

const refreshed = async (refresh: Refresh, token: string) => {
  const outcome = await refresh.of(session(token))
  return outcome.kind === 'refreshed' ? outcome.sealed : outcome.kind
}

describe('refreshing a session', () => {
  it('spends the refresh token once for twenty tabs that come together, and gives all the same session', async () => {
    const refresh = refresher()
    const all = await Promise.all(Array.from({ length: 20 }, () => refreshed(refresh, 'twenty')))
    expect(new Set(all).size).toBe(1)
    expect(stand.workos.grants()).toHaveLength(1)
    expect(await unsealSession(all[0] ?? '', stand.env)).toMatchObject({
      refreshToken: expect.stringMatching(/^refresh-/),
      identity: stand.person.identity,
    })
  })

  it('gives a tab that comes late with the old cookie the same session, for a minute', async () => {
    const refresh = refresher()
    const first = await refreshed(refresh, 'late')
    now += ROTATED_KEPT_MS - 1
    expect(await refreshed(refresh, 'late')).toBe(first)
    now += 1
    expect(await refreshed(refresh, 'late')).toBe('ended')
  })

  it('goes on from the new session when that runs out in turn', async () => {
    const refresh = refresher()
    const next = await unsealSession(await refreshed(refresh, 'chain'), stand.env)
    const third = await refreshed(refresh, next?.refreshToken ?? '')
    expect((await unsealSession(third, stand.env))?.refreshToken).not.toBe(next?.refreshToken)
    expect(stand.workos.grants()).toHaveLength(2)
  })

  it('does not confuse two tokens of one session that come at the same time', async () => {
    const refresh = refresher()
    const [a, b, again] = await Promise.all(['one', 'two', 'one'].map((token) => refreshed(refresh, token)))
    expect(a).toBe(again)
    expect(a).not.toBe(b)
    expect(stand.workos.grants().map((grant) => grant['refresh_token'])).toEqual(['one', 'two'])
  })

  it('does not sign anybody out because WorkOS is away, and asks again the next time', async () => {
    const refresh = refresher()
    for (const status of [500, 429, 401]) {
      stand.workos.refuseNext(status, { message: 'down' })
      expect(await refreshed(refresh, 'patient')).toBe('unavailable')
    }
    expect(await refreshed(refresh, 'patient')).not.toBe('unavailable')
  })

  it('brings nothing back once the person has signed out', async () => {
    const refresh = refresher()
    await refreshed(refresh, 'out')
    refresh.end()
    expect(await refreshed(refresh, 'out')).toBe('ended')

    const racing = refresher()
    const underway = refreshed(racing, 'racing')
    racing.end()
    expect(await underway).toBe('ended')
  })
})

describe('the gateway’s question', () => {
  const ask = async (sealed: string) => stand.post('/internal/sessions/refresh', { sealed })

  it('answers with the next cookie, or null when the person must sign in again', async () => {
    stand.refresher.refresh = refresher()
    const sealed = await sealSession(session('asked'), stand.env)
    expect(await (await ask(sealed)).json()).toEqual({ sealed: expect.stringMatching(/^Fe26\.2/) })
    stand.refresher.refresh = refresher()
    expect(await (await ask(sealed)).json()).toBeNull()
    expect(await (await ask('garbage')).json()).toBeNull()
  })

  it('answers 503 when nobody can say', async () => {
    stand.refresher.refresh = refresher()
    stand.workos.refuseNext(503, { message: 'down' })
    expect((await ask(await sealSession(session('nobody'), stand.env))).status).toBe(503)
  })
})

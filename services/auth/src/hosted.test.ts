import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SIGN_IN_FLOW_MS } from './authorize.ts'
import { authStand, COOKIE_PASSWORD, cookiesOf } from './auth-stand.ts'
import { seal } from './sealed.ts'

let stand: Awaited<ReturnType<typeof authStand>>
beforeAll(async () => (stand = await authStand()))
afterAll(() => stand.close())
beforeEach(() => {
  stand.asked.length = 0
  stand.workos.asked.length = 0
})

async function begin(query = '') {
  const response = await stand.request(`/v1/auth/authorize${query}`)
  const location = new URL(response.headers.get('location') ?? '')
  const [flow] = cookiesOf(response)
  return { response, location, flow, cookie: `${flow?.name}=${flow?.value}`, state: location.searchParams.get('state') }
}

async function comeBack(query: Record<string, string>, cookie: string) {
  const response = await stand.request(`/v1/auth/callback?${new URLSearchParams(query)}`, { headers: { cookie } })
  return { response, to: response.headers.get('location'), cookies: cookiesOf(response) }
}

describe('the hosted sign-in', () => {
  it('begins with a redirect that carries PKCE and a state, and remembers both where only we can read them', async () => {
    const { response, location, flow, state } = await begin('?provider=GoogleOAuth&returnTo=/calls')
    expect(response.status).toBe(302)
    expect(location.origin + location.pathname).toBe(`${stand.workos.origin}/user_management/authorize`)
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      client_id: 'client_test',
      provider: 'GoogleOAuth',
      response_type: 'code',
      redirect_uri: 'http://localhost:8787/v1/auth/callback',
      code_challenge_method: 'S256',
      code_challenge: expect.any(String),
    })
    expect(flow?.rules).toContain('HttpOnly; SameSite=Lax')
    expect(flow?.value).not.toContain(state)
  })

  it('asks for the sign-up screen where that was asked for', async () => {
    expect((await begin('?screen=sign-up')).location.searchParams.get('screen_hint')).toBe('sign-up')
  })

  it('ends with a session and the page the person came from', async () => {
    const { cookie, state } = await begin('?returnTo=/calls%3Fa=1')
    const { response, to, cookies } = await comeBack({ code: 'the-code', state: state ?? '' }, cookie)
    expect([response.status, to]).toEqual([302, 'https://site.test/calls?a=1'])
    expect(cookies.map((one) => [one.name, one.value !== ''])).toEqual([
      ['cb_sign_in', false],
      ['cb_session', true],
    ])
    expect(stand.workos.grants()).toMatchObject([
      { grant_type: 'authorization_code', code: 'the-code', code_verifier: expect.any(String) },
    ])
  })

  it('gives no session to a callback that this browser did not begin', async () => {
    const { cookie, state } = await begin()
    const forged = await seal(
      { state, codeVerifier: 'v', returnTo: '/' },
      'another password, of 32 letters and more',
      1e6,
    )
    const old = await seal({ state, codeVerifier: 'v', returnTo: '/' }, COOKIE_PASSWORD, -SIGN_IN_FLOW_MS)
    const tries: [Record<string, string>, string][] = [
      [{ code: 'c', state: 'another' }, cookie],
      [{ code: 'c' }, cookie],
      [{ state: state ?? '' }, cookie],
      [{ code: 'c', state: state ?? '' }, ''],
      [{ code: 'c', state: state ?? '' }, `cb_sign_in=${forged}`],
      [{ code: 'c', state: state ?? '' }, `cb_sign_in=${old}`],
      [{ code: 'c', state: state ?? '' }, 'cb_sign_in=garbage'],
    ]
    for (const [query, withCookie] of tries) {
      const { to, cookies } = await comeBack(query, withCookie)
      expect(to).toBe('https://site.test/sign-in?error=expired')
      expect(cookies.filter((one) => one.name === 'cb_session')).toEqual([])
    }
    expect(stand.workos.asked).toEqual([])
  })

  it('brings a person who cancelled, or whom WorkOS refused, back to the sign-in page with a reason', async () => {
    const { cookie, state } = await begin()
    const cancelled = await comeBack({ error: 'access_denied', state: state ?? '' }, cookie)
    expect(cancelled.to).toBe('https://site.test/sign-in?error=cancelled')
    stand.workos.refuseNext(400, { error: 'invalid_grant', error_description: 'spent' })
    const refused = await comeBack({ code: 'spent', state: state ?? '' }, cookie)
    expect(refused.to).toBe('https://site.test/sign-in?error=failed')
  })

  it('never returns to another site', async () => {
    for (const returnTo of ['//evil.test', 'https://evil.test', '/\\evil.test', 'evil', 'javascript:alert(1)']) {
      const response = await stand.request(`/v1/auth/authorize?returnTo=${encodeURIComponent(returnTo)}`)
      expect(response.status).toBe(400)
    }
  })
})

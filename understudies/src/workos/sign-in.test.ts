import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CALLBACK, landing, startTrial, submit } from './trial.ts'

let trial: Awaited<ReturnType<typeof startTrial>>
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.server.close())

const demo = { email: 'demo@callmeback.ai', password: 'demo123' }
const asDemo = () => trial.users.authenticateWithPassword({ clientId: trial.clientId, ...demo })

function authorizeUrl(extra: { screenHint?: 'sign-up'; provider?: string; state?: string } = {}): string {
  return trial.users.getAuthorizationUrl({
    provider: 'authkit',
    redirectUri: CALLBACK,
    clientId: trial.clientId,
    ...extra,
  })
}

describe('the hosted sign-in', () => {
  it('leads from the authorize link to tokens whose signature, issuer and subject hold', async () => {
    const url = authorizeUrl({ state: 'a b&c' })
    const shown = await fetch(url)
    expect(await shown.text()).toContain('WorkOS understudy: stands in for the hosted sign-in while no key is set')

    const answer = landing(await submit(url, '/hosted/sign-in', demo))
    expect(answer.get('state')).toBe('a b&c')
    const code = answer.get('code') ?? ''
    const session = await trial.users.authenticateWithCode({ clientId: trial.clientId, code })
    expect(session).toMatchObject({
      user: { email: demo.email, firstName: 'Sam', emailVerified: true },
      authenticationMethod: 'Password',
    })

    const keys = createRemoteJWKSet(new URL(trial.users.getJwksUrl(trial.clientId)))
    const { payload, protectedHeader } = await jwtVerify(session.accessToken, keys, {
      issuer: trial.origin,
      algorithms: ['RS256'],
    })
    expect(payload.sub).toBe(session.user.id)
    expect(payload['sid']).toMatch(/^session_/)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
    expect(protectedHeader.kid).toMatch(/^sso_oidc_key_pair_/)

    await expect(trial.users.authenticateWithCode({ clientId: trial.clientId, code })).rejects.toMatchObject({
      status: 400,
      error: 'invalid_grant',
    })
  })

  it('asks for the verifier of a PKCE sign-in and refuses another', async () => {
    const begin = async () => {
      const { url, codeVerifier } = await trial.users.getAuthorizationUrlWithPKCE({
        provider: 'authkit',
        redirectUri: CALLBACK,
        clientId: trial.clientId,
      })
      const code = landing(await submit(url, '/hosted/sign-in', demo)).get('code') ?? ''
      return { clientId: trial.clientId, code, codeVerifier }
    }
    const good = await begin()
    await expect(trial.users.authenticateWithCode(good)).resolves.toMatchObject({ user: { email: demo.email } })
    const bad = { ...(await begin()), codeVerifier: 'x'.repeat(43) }
    await expect(trial.users.authenticateWithCode(bad)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('says what is wrong on the page, keeps the address, and gives no code', async () => {
    const wrong = await submit(authorizeUrl(), '/hosted/sign-in', { ...demo, password: '"><script>' })
    expect(wrong.status).toBe(422)
    const text = await wrong.text()
    expect(text).toContain('do not match')
    expect(text).toContain('value="demo@callmeback.ai"')
    expect(text).not.toContain('<script>')
  })

  it('creates an account, once per address, with a password of ten characters at least', async () => {
    const url = authorizeUrl({ screenHint: 'sign-up' })
    const person = { email: 'New.Person@example.com', first_name: 'New', last_name: 'Person' }
    const short = await submit(url, '/hosted/sign-up', { ...person, password: 'short1234' })
    expect(await short.text()).toContain('at least 10 characters')
    const code =
      landing(await submit(url, '/hosted/sign-up', { ...person, password: 'a fine long one' })).get('code') ?? ''
    const { user } = await trial.users.authenticateWithCode({ clientId: trial.clientId, code })
    expect(user).toMatchObject({ email: 'new.person@example.com', firstName: 'New', lastName: 'Person' })
    const again = await submit(url, '/hosted/sign-up', { ...person, password: 'a fine long one' })
    expect(await again.text()).toContain('already an account')
  })

  it('continues with Google as the demo user, as somebody new, or not at all', async () => {
    const url = authorizeUrl({ provider: 'GoogleOAuth' })
    expect(await (await fetch(url)).text()).toContain('Sam User')
    const exchange = async (response: Response) => {
      const code = landing(response).get('code') ?? ''
      return trial.users.authenticateWithCode({ clientId: trial.clientId, code })
    }
    const sam = await exchange(await submit(url, '/hosted/consent', { email: demo.email }))
    expect(sam).toMatchObject({ user: { email: demo.email }, authenticationMethod: 'GoogleOAuth' })
    const other = await exchange(await submit(url, '/hosted/consent', { email: 'g@example.com', name: 'Gina van Dam' }))
    expect(other.user).toMatchObject({ emailVerified: true, firstName: 'Gina', lastName: 'van Dam' })
    const denied = landing(await submit(url, '/hosted/consent', { answer: 'cancel' }))
    expect(denied.get('error')).toBe('access_denied')
  })

  it('never sends a browser to an address that is not on this machine', async () => {
    for (const redirectUri of [
      'https://evil.example.com/',
      'http://localhost.evil.example.com/',
      'javascript:alert(1)',
    ]) {
      const url = trial.users.getAuthorizationUrl({ provider: 'authkit', redirectUri, clientId: trial.clientId })
      const shown = await fetch(url, { redirect: 'manual' })
      expect([shown.status, shown.headers.get('location')]).toEqual([400, null])
    }
    const unknownProvider = await fetch(authorizeUrl({ provider: 'Nobody' }), { redirect: 'manual' })
    expect(landing(unknownProvider).get('error')).toBe('invalid_request')
  })
})

describe('sessions', () => {
  it('rotates refresh tokens: each works once, of two that race one wins', async () => {
    const first = await asDemo()
    const refresh = (refreshToken: string) =>
      trial.users.authenticateWithRefreshToken({ clientId: trial.clientId, refreshToken })
    const outcomes = await Promise.allSettled([refresh(first.refreshToken), refresh(first.refreshToken)])
    const won = outcomes.filter((each) => each.status === 'fulfilled').map((each) => each.value)
    const lost = outcomes.filter((each) => each.status === 'rejected').map((each): unknown => each.reason)
    expect(lost).toMatchObject([
      { status: 400, error: 'invalid_grant', errorDescription: 'Refresh token already exchanged.' },
    ])
    const second = won[0]
    expect(decodeJwt(second?.accessToken ?? '')['sid']).toBe(decodeJwt(first.accessToken)['sid'])
    await expect(refresh(second?.refreshToken ?? '')).resolves.toMatchObject({ user: { email: demo.email } })
    await expect(refresh('unknown')).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('ends with logout, which returns only to this machine', async () => {
    const { accessToken, refreshToken } = await asDemo()
    const sessionId = String(decodeJwt(accessToken)['sid'])
    const evil = await fetch(trial.users.getLogoutUrl({ sessionId, returnTo: 'https://evil.example.com' }), {
      redirect: 'manual',
    })
    expect(evil.status).toBe(400)
    const out = await fetch(trial.users.getLogoutUrl({ sessionId, returnTo: 'http://localhost:5173/' }), {
      redirect: 'manual',
    })
    expect(out.headers.get('location')).toBe('http://localhost:5173/')
    await expect(
      trial.users.authenticateWithRefreshToken({ clientId: trial.clientId, refreshToken }),
    ).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('can be listed and revoked by the API', async () => {
    const { user, accessToken } = await asDemo()
    const sessionId = String(decodeJwt(accessToken)['sid'])
    const active = await trial.users.listSessions(user.id, { limit: 100 })
    expect(active.data.find((session) => session.id === sessionId)).toMatchObject({
      status: 'active',
      authMethod: 'password',
    })
    await trial.users.revokeSession({ sessionId })
    const ended = await trial.users.listSessions(user.id, { limit: 100 })
    expect(ended.data.find((session) => session.id === sessionId)).toMatchObject({ status: 'revoked' })
  })
})

describe('who may ask', () => {
  it('refuses a wrong password, client, secret or key', async () => {
    const { clientId, origin } = trial
    await expect(
      trial.users.authenticateWithPassword({ clientId, email: demo.email, password: 'demo1234' }),
    ).rejects.toMatchObject({
      status: 400,
      code: 'invalid_credentials',
    })
    const authenticate = (fields: Record<string, string>) =>
      fetch(`${origin}/user_management/authenticate`, {
        method: 'POST',
        body: JSON.stringify({ grant_type: 'password', ...demo, ...fields }),
      })
    expect((await authenticate({ client_id: 'client_other', client_secret: 'sk_test_trial' })).status).toBe(400)
    expect((await authenticate({ client_id: clientId, client_secret: 'sk_wrong' })).status).toBe(400)
    expect((await authenticate({ client_id: clientId })).status).toBe(400)
    const keyless = await fetch(`${origin}/user_management/users`, { headers: { authorization: 'Bearer sk_wrong' } })
    expect(keyless.status).toBe(401)
  })
})

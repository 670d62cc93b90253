import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PRINCIPAL_HEADER, verifyPrincipal } from '@callback/contracts/principal'
import { importVerifyingKey } from '@callback/contracts/signed-claims'
import { gatewayStand, WEB } from './gateway-stand.ts'

let stand: Awaited<ReturnType<typeof gatewayStand>>
beforeAll(async () => (stand = await gatewayStand()))
afterAll(() => stand.close())
beforeEach(() => {
  stand.forwarded.length = 0
  stand.jwks.status = 200
  delete stand.answers['/internal/sessions/refresh']
})

const balance = (cookie: string, more: RequestInit = {}) =>
  stand.request('/v1/balance', { ...more, headers: { cookie, ...more.headers } })

async function principalSent() {
  const token = stand.forwarded.at(-1)?.headers.get(PRINCIPAL_HEADER) ?? ''
  return verifyPrincipal(token, await importVerifyingKey(stand.person.publicKey), Date.now())
}

describe('a signed-in browser', () => {
  it('reaches the service under a signed principal that names the person and the request', async () => {
    const response = await balance(await stand.cookie(), { headers: { 'x-request-id': 'request-of-the-test' } })
    expect(response.status).toBe(200)
    expect(stand.forwarded).toMatchObject([{ service: 'billing', method: 'GET', path: '/v1/balance' }])
    expect(await principalSent()).toMatchObject({
      ...stand.person.identity,
      scopes: ['*'],
      requestId: 'request-of-the-test',
    })
    expect(response.headers.get('x-request-id')).toBe('request-of-the-test')
  })

  it('cannot bring a principal, a cookie or an address of its own into a service', async () => {
    await balance(await stand.cookie(), {
      headers: { [PRINCIPAL_HEADER]: await stand.person.token({ roles: ['operator'] }), 'x-forwarded-for': '1.2.3.4' },
    })
    expect((await principalSent())?.roles).toEqual(['member'])
    expect(stand.forwarded[0]?.headers.has('cookie')).toBe(false)
    expect(stand.forwarded[0]?.headers.has('x-forwarded-for')).toBe(false)
    const anonymous = await stand.request('/v1/balance', {
      headers: { [PRINCIPAL_HEADER]: await stand.person.token() },
    })
    expect(anonymous.status).toBe(401)
  })

  it('is verified with keys that are fetched once', async () => {
    const before = stand.jwks.fetched
    for (let n = 0; n < 5; n++) expect((await balance(await stand.cookie())).status).toBe(200)
    expect(stand.jwks.fetched - before).toBeLessThanOrEqual(1)
  })
})

describe('a cookie is refused and cleared', () => {
  const refused = async (cookie: string) => {
    const response = await balance(cookie)
    expect(response.status).toBe(401)
    expect(response.headers.get('set-cookie')).toMatch(/^cb_session=; Max-Age=0/)
    expect(stand.forwarded).toEqual([])
  }

  it('when it is garbage, or sealed by somebody else', async () => {
    await refused('cb_session=garbage')
    await refused('cb_session=Fe26.2**0*0*0**0*0')
    await refused(await stand.cookie({}, 'another password of somebody else, long'))
  })

  it('when its token was signed by another key, for another issuer, for another person, or not at all', async () => {
    const stranger = await stand.signer('key-1')
    await refused(await stand.cookie({ accessToken: await stand.accessToken({ by: stranger }) }))
    await refused(await stand.cookie({ accessToken: await stand.accessToken({ issuer: 'https://evil.test' }) }))
    await refused(await stand.cookie({ accessToken: await stand.accessToken({ subject: 'user_other' }) }))
    const [, payload] = (await stand.accessToken()).split('.')
    const none = `${btoa('{"alg":"none"}').replace(/=/g, '')}.${payload}.`
    await refused(await stand.cookie({ accessToken: none }))
  })

  it('when its token names a key nobody knows, without asking WorkOS each time', async () => {
    const before = stand.jwks.fetched
    const stranger = await stand.signer('key-of-nobody')
    for (let n = 0; n < 3; n++)
      await refused(await stand.cookie({ accessToken: await stand.accessToken({ by: stranger }) }))
    expect(stand.jwks.fetched - before).toBeLessThanOrEqual(1)
  })

  it('once the person has signed out here', async () => {
    const cookie = await stand.cookie({ sessionId: 'session_out' })
    expect((await balance(cookie)).status).toBe(200)
    const headers = { cookie, origin: WEB, 'content-type': 'application/json' }
    stand.answers['/v1/auth/sign-out'] = () => Response.json({ signedOut: true })
    expect((await stand.request('/v1/auth/sign-out', { method: 'POST', headers, body: '{}' })).status).toBe(200)
    expect(stand.forwarded.at(-1)?.headers.get('cookie')).toBe(cookie)
    stand.forwarded.length = 0
    await refused(cookie)
  })
})

describe('an access token that ran out', () => {
  const old = async () => stand.cookie({ accessToken: await stand.accessToken({ expiresIn: -10 }) })

  it('is refreshed by auth; the request goes on and the browser gets the next cookie', async () => {
    const next = await stand.sealed()
    stand.answers['/internal/sessions/refresh'] = () => Response.json({ sealed: next })
    const response = await balance(await old())
    expect(response.status).toBe(200)
    expect(stand.forwarded.map((one) => one.path)).toEqual(['/internal/sessions/refresh', '/v1/balance'])
    expect(response.headers.get('set-cookie')).toBe(
      `cb_session=${next}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`,
    )
  })

  it('gives the browser the next cookie even when the service then fails', async () => {
    const next = await stand.sealed()
    stand.answers['/internal/sessions/refresh'] = () => Response.json({ sealed: next })
    stand.answers['billing'] = () => Promise.reject(new Error('crashed'))
    const response = await balance(await old())
    delete stand.answers['billing']
    expect(response.status).toBe(502)
    expect(response.headers.get('set-cookie')).toContain(next)
  })

  it('signs the person out when auth says the session is over', async () => {
    stand.answers['/internal/sessions/refresh'] = () => Response.json(null)
    const response = await balance(await old())
    expect(response.status).toBe(401)
    expect(response.headers.get('set-cookie')).toMatch(/^cb_session=; Max-Age=0/)
  })

  it('signs nobody out while WorkOS is away', async () => {
    stand.answers['/internal/sessions/refresh'] = () =>
      Response.json({ error: { code: 'unavailable', message: 'Not now.', requestId: 'r' } }, { status: 503 })
    const response = await balance(await old())
    expect(response.status).toBe(503)
    expect(response.headers.get('set-cookie')).toBeNull()
  })
})

it('answers 503 and keeps the cookie when the keys of WorkOS cannot be fetched', async () => {
  const away = await gatewayStand()
  away.jwks.status = 500
  const response = await away.request('/v1/balance', { headers: { cookie: await away.cookie() } })
  expect(response.status).toBe(503)
  expect(response.headers.get('set-cookie')).toBeNull()
  away.jwks.status = 200
  expect((await away.request('/v1/balance', { headers: { cookie: await away.cookie() } })).status).toBe(200)
  await away.close()
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { ErrorBody } from '@callback/contracts/errors'
import { authStand, cookiesOf } from './auth-stand.ts'
import { unsealSession } from './session.ts'

let stand: Awaited<ReturnType<typeof authStand>>
beforeAll(async () => (stand = await authStand()))
afterAll(() => stand.close())
afterEach(() => {
  stand.asked.length = 0
  stand.workos.asked.length = 0
})

const credentials = { email: 'Sam@Site.test', password: 'correct horse battery' }

describe('signing in', () => {
  it('asks WorkOS, finds the person here, and seals both into a cookie no script can read', async () => {
    const response = await stand.post('/v1/auth/sign-in', credentials, { 'user-agent': 'a browser' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(stand.me)
    expect(stand.workos.grants()).toMatchObject([
      { grant_type: 'password', email: 'sam@site.test', client_id: 'client_test', user_agent: 'a browser' },
    ])
    expect(stand.asked).toMatchObject([
      { name: 'users.sign_in', input: { workosUserId: 'user_01TEST', email: 'sam@site.test', emailVerified: true } },
    ])
    const [cookie] = cookiesOf(response)
    expect(cookie?.name).toBe('cb_session')
    expect(cookie?.rules).toBe('Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax')
    expect(await unsealSession(cookie?.value ?? '', stand.env)).toMatchObject({
      sessionId: 'session_01TEST',
      workosUserId: 'user_01TEST',
      refreshToken: expect.stringMatching(/^refresh-/),
      identity: stand.person.identity,
    })
  })

  it('sets a __Host- cookie that needs TLS where the API has TLS', async () => {
    const secure = await authStand({ apiUrl: 'https://api.site.test' })
    const [cookie] = cookiesOf(await secure.post('/v1/auth/sign-in', credentials))
    await secure.close()
    expect(cookie?.name).toBe('__Host-cb_session')
    expect(cookie?.rules).toBe('Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax')
  })

  it('says the same for a wrong password as for an unknown address, and sets nothing', async () => {
    const texts = []
    for (const [status, code] of [
      [400, 'invalid_credentials'],
      [404, 'entity_not_found'],
    ] as const) {
      stand.workos.refuseNext(status, { code, message: 'WorkOS words' })
      const response = await stand.post('/v1/auth/sign-in', credentials)
      expect(response.status).toBe(401)
      expect(cookiesOf(response)).toEqual([])
      const { error } = ErrorBody.parse(await response.json())
      texts.push([error.code, error.message])
    }
    expect(texts[0]).toEqual(['wrong_credentials', 'That e-mail and password do not match.'])
    expect(texts[1]).toEqual(texts[0])
    expect(stand.asked).toEqual([])
  })

  it('asks once only, and says so, when WorkOS cannot answer', async () => {
    for (const [status, expected] of [
      [500, 503],
      [429, 429],
      [401, 502],
    ] as const) {
      stand.workos.asked.length = 0
      stand.workos.refuseNext(status, { message: 'down' })
      expect((await stand.post('/v1/auth/sign-in', credentials)).status).toBe(expected)
      expect(stand.workos.asked).toHaveLength(1)
    }
  })

  it('sends a person who must prove more to the hosted sign-in', async () => {
    stand.workos.refuseNext(403, { code: 'mfa_challenge', message: 'MFA', pending_authentication_token: 't' })
    const response = await stand.post('/v1/auth/sign-in', credentials)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } })
  })
})

describe('signing up', () => {
  const newcomer = { ...credentials, firstName: 'Sam', zone: 'Europe/Rome' }

  it('makes the account with the names and zone that were typed, and signs in', async () => {
    const response = await stand.post('/v1/auth/sign-up', newcomer)
    expect(response.status).toBe(201)
    expect(stand.workos.asked.map((one) => one.path)).toEqual([
      '/user_management/users',
      '/user_management/authenticate',
    ])
    expect(stand.asked).toMatchObject([{ input: { firstName: 'Sam', lastName: '', zone: 'Europe/Rome' } }])
    expect(cookiesOf(response)).toHaveLength(1)
  })

  it('says which field is wrong', async () => {
    const cases = [
      { errors: [{ code: 'email_not_available', message: 'taken' }], code: 'email_taken', field: 'email', status: 409 },
      {
        errors: [{ code: 'password_too_weak', message: 'Too weak.' }],
        code: 'invalid_input',
        field: 'password',
        status: 400,
      },
      { errors: [{ code: 'email_invalid', message: 'bad' }], code: 'invalid_input', field: 'email', status: 400 },
    ]
    for (const { errors, code, field, status } of cases) {
      for (const workosStatus of [400, 422]) {
        stand.workos.refuseNext(workosStatus, { code: 'user_creation_error', message: 'no', errors })
        const response = await stand.post('/v1/auth/sign-up', newcomer)
        expect(response.status).toBe(status)
        expect(await response.json()).toMatchObject({ error: { code, fields: { [field]: expect.any(String) } } })
      }
    }
  })
})

describe('signing out', () => {
  it('ends the session at WorkOS and here, and clears the cookie', async () => {
    const [cookie] = cookiesOf(await stand.post('/v1/auth/sign-in', credentials))
    const response = await stand.post('/v1/auth/sign-out', {}, { cookie: `cb_session=${cookie?.value}` })
    expect(await response.json()).toEqual({ signedOut: true })
    expect(cookiesOf(response)).toMatchObject([{ name: 'cb_session', value: '' }])
    expect(stand.workos.asked.at(-1)).toMatchObject({ path: '/user_management/sessions/revoke' })
    expect(stand.refresher.ended).toEqual(['session_01TEST'])
  })

  it('clears the cookie even when WorkOS is away, or the cookie is nobody’s', async () => {
    const [cookie] = cookiesOf(await stand.post('/v1/auth/sign-in', credentials))
    stand.workos.refuseNext(500, { message: 'down' })
    for (const value of [cookie?.value, 'garbage', 'Fe26.2**a*b*c*d*e*f']) {
      const response = await stand.post('/v1/auth/sign-out', {}, { cookie: `cb_session=${value}` })
      expect(response.status).toBe(200)
      expect(cookiesOf(response)).toMatchObject([{ value: '' }])
    }
  })
})

refusesNaughtyRequests('auth', () => ({
  request: stand.request,
  person: stand.person,
  asked: () => stand.asked.length + stand.workos.asked.length + stand.sms.asked.length,
}))

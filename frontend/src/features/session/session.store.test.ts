import { expect, it } from 'vitest'
import { fakeApi, ok, refusal } from '../../api/api.fake.ts'
import { meSample } from '../../api/samples.fake.ts'
import { authorizeAddress, safeReturn } from './authorize-address.ts'
import { useSessionStore } from './session.store.ts'

it('finds out once who is signed in', async () => {
  const { asked } = fakeApi({ 'GET /v1/me': [ok(meSample)] })
  const session = useSessionStore()
  await session.restore()
  await session.restore()
  expect(session.me?.email).toBe(meSample.email)
  expect(session.verifiedPhone).toBe('+14155550100')
  expect(session.zone).toBe('America/New_York')
  expect(asked).toHaveLength(1)
})

it('tells nobody signed in from nobody reached', async () => {
  fakeApi({ 'GET /v1/me': [refusal(401, 'unauthenticated')] })
  const out = useSessionStore()
  await out.restore()
  expect(out.session.state).toBe('signed-out')

  fakeApi({ 'GET /v1/me': ['unreachable'] })
  const away = useSessionStore()
  await away.restore()
  expect(away.session.state).toBe('failed')
})

it('stays signed out after a wrong password', async () => {
  fakeApi({ 'POST /v1/auth/sign-in': [refusal(401, 'wrong_credentials')] })
  const session = useSessionStore()
  await expect(session.signIn({ email: 'demo@callmeback.ai', password: 'x' })).rejects.toThrow('wrong_credentials')
  expect(session.me).toBeNull()
})

it('does not take an unverified number for one that may ring', async () => {
  fakeApi({ 'GET /v1/me': [ok({ ...meSample, phone: { number: '+14155550100', verified: false } })] })
  const session = useSessionStore()
  await session.restore()
  expect(session.verifiedPhone).toBeNull()
})

it('comes back from signing in only to a page of this site', () => {
  expect(safeReturn('/calls?x=1')).toBe('/calls?x=1')
  for (const evil of ['//evil.test', '/\\evil.test', 'https://evil.test', `/${'a'.repeat(300)}`, undefined, ['/a']])
    expect(safeReturn(evil)).toBe('/')
  const address = new URL(authorizeAddress('http://api.test', 'GoogleOAuth', '/schedules'))
  expect(address.pathname + address.search).toBe('/v1/auth/authorize?provider=GoogleOAuth&returnTo=%2Fschedules')
})

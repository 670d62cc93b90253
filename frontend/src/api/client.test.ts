import { expect, describe, it } from 'vitest'
import { createCall, listCalls } from '@callback/contracts/calls'
import { redeemCoupon } from '@callback/contracts/billing'
import { getMe, signIn, startPhone } from '@callback/contracts/me'
import { removeFact } from '@callback/contracts/personas'
import { ApiError } from './api-error.ts'
import { fakeApi, ok, refusal } from './api.fake.ts'
import { callSample, factSample, meSample } from './samples.fake.ts'

const fails = async (act: Promise<unknown>): Promise<ApiError> => {
  const caught = await act.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(caught instanceof ApiError)) throw new Error('it did not fail as an ApiError')
  return caught
}

describe('the client', () => {
  it('sends the cookie, puts ids into the path and the page into the query', async () => {
    const { api, asked } = fakeApi({ 'GET /v1/calls': [ok({ items: [callSample], next: null })] })
    const page = await api.send(listCalls, { query: { before: callSample.id } })
    expect(page.items[0]?.personaName).toBe('Brad')
    expect(asked[0]?.url.search).toBe(`?limit=30&before=${callSample.id}`)
  })

  it('reads an answer without a body', async () => {
    const { api, asked } = fakeApi({ [`DELETE /v1/facts/${factSample.id}`]: [{ status: 204 }] })
    await expect(api.send(removeFact, { params: { id: factSample.id } })).resolves.toBeUndefined()
    expect(asked).toHaveLength(1)
  })

  it('shows a mistake at its field without asking the server', async () => {
    const { api, asked } = fakeApi({})
    const error = await fails(api.send(startPhone, { body: { number: 'call me maybe' } }))
    expect(error.code).toBe('invalid_input')
    expect(error.fields['number']).toContain('+1 415 555 0100')
    expect(asked).toHaveLength(0)
  })

  it('hands over the code, the message and the fields of a refusal', async () => {
    const { api } = fakeApi({ 'POST /v1/coupons/redeem': [refusal(409, 'already_redeemed', { code: 'is used' })] })
    const error = await fails(api.send(redeemCoupon, { body: { code: 'judge2025' } }, { key: 'k' }))
    expect(error).toMatchObject({ code: 'already_redeemed', message: 'It was refused: already_redeemed.' })
    expect(error.fields).toEqual({ code: 'is used' })
  })

  it('does not believe an answer that is not what the contract says', async () => {
    const { api } = fakeApi({ 'GET /v1/me': [ok({ id: 'nonsense' })] })
    expect((await fails(api.send(getMe, {}))).code).toBe('unreadable')
  })

  it('takes a proxy’s error page for an outage', async () => {
    const { api } = fakeApi({ 'POST /v1/auth/sign-in': [{ status: 502, body: 'Bad gateway' }] })
    const error = await fails(api.send(signIn, { body: { email: 'a@b.co', password: 'x' } }))
    expect(error.code).toBe('unavailable')
  })

  it('asks again when nobody answers, with the same key, and gives up after three tries', async () => {
    const { api, asked } = fakeApi({ 'POST /v1/calls': ['unreachable'] })
    const error = await fails(api.send(createCall, { body: { personaId: callSample.personaId } }, { key: 'one' }))
    expect(error.code).toBe('unreachable')
    expect(asked.map(({ key }) => key)).toEqual(['one', 'one', 'one'])
  })

  it('never repeats by itself what could happen twice', async () => {
    const { api, asked } = fakeApi({ 'POST /v1/auth/sign-in': ['unreachable'] })
    await fails(api.send(signIn, { body: { email: 'a@b.co', password: 'x' } }))
    await fails(api.send(createCall, { body: { personaId: callSample.personaId } }))
    expect(asked.map(({ url }) => url.pathname)).toEqual(['/v1/auth/sign-in', '/v1/calls'])
  })

  it('recovers when the second try is answered', async () => {
    const { api } = fakeApi({ 'GET /v1/me': ['unreachable', refusal(503, 'unavailable'), ok(meSample)] })
    await expect(api.send(getMe, {})).resolves.toMatchObject({ firstName: 'Demo' })
  })

  it('tells when the session is over, but not when a password is wrong', async () => {
    const fake = fakeApi({
      'GET /v1/me': [refusal(401, 'unauthenticated')],
      'POST /v1/auth/sign-in': [refusal(401, 'wrong_credentials')],
    })
    await fails(fake.api.send(signIn, { body: { email: 'a@b.co', password: 'x' } }))
    expect(fake.signedOut()).toBe(0)
    await fails(fake.api.send(getMe, {}))
    expect(fake.signedOut()).toBe(1)
  })

  it('stops quietly when it is called off', async () => {
    const { api } = fakeApi({ 'GET /v1/me': ['unreachable'] })
    const signal = AbortSignal.abort()
    expect((await fails(api.send(getMe, {}, { signal }))).code).toBe('aborted')
  })
})

import { expect, it } from 'vitest'
import { AppError } from '@callback/contracts/errors'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'

const person = await testPerson()
const balance = { availableMillicredits: 100_000, heldMillicredits: 500 }

function stand(answers: Parameters<typeof recordedDatabase>[0] = {}) {
  const { binding, asked } = recordedDatabase(answers)
  const env = { PRINCIPAL_PUBLIC_KEY: person.publicKey, DATABASE: binding }
  return {
    asked,
    request: async (path: string, init: RequestInit = {}) => app.request(path, init, env),
  }
}

refusesNaughtyRequests('billing', () => {
  const { request, asked } = stand()
  return { request, person, asked: () => asked.length }
})

it('reads the balance as the person who asks', async () => {
  const { request, asked } = stand({ 'balance.get': () => balance })
  const response = await request('/v1/balance', { headers: await person.headers() })
  expect(await response.json()).toEqual(balance)
  expect(asked).toMatchObject([{ name: 'balance.get', input: {}, principal: expect.any(String) }])
})

it('reads the ledger page by page', async () => {
  const { request, asked } = stand({ 'ledger.list': () => ({ items: [], next: null }) })
  await request('/v1/ledger?limit=5&before=x', { headers: await person.headers() })
  expect(asked).toMatchObject([{ input: { limit: 5, before: 'x' } }])
})

it('redeems a coupon in capitals, under the key of the request', async () => {
  const { request, asked } = stand({
    'coupons.redeem': () => ({ code: 'JUDGE2025', grantedMillicredits: 1, balance }),
  })
  const response = await request('/v1/coupons/redeem', {
    method: 'POST',
    headers: { ...(await person.headers()), 'content-type': 'application/json', 'idempotency-key': 'once' },
    body: JSON.stringify({ code: ' judge2025 ' }),
  })
  expect(response.status).toBe(200)
  expect(asked).toMatchObject([{ input: { code: 'JUDGE2025' }, idempotencyKey: 'once' }])
})

it('says clearly that a coupon was redeemed before', async () => {
  const { request } = stand({
    'coupons.redeem': () => {
      throw new AppError('already_redeemed', 'You have redeemed this coupon already.')
    },
  })
  const response = await request('/v1/coupons/redeem', {
    method: 'POST',
    headers: { ...(await person.headers()), 'content-type': 'application/json' },
    body: '{"code":"JUDGE2025"}',
  })
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({
    error: { code: 'already_redeemed', message: 'You have redeemed this coupon already.' },
  })
})

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { localServer } from '@callback/edge/local-server'
import type { LocalServer } from '@callback/edge/local-server'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'

const person = await testPerson()
const purchase = {
  id: `pur_${'7'.repeat(20)}`,
  packId: 'small',
  millicredits: 100_000,
  priceMinor: 1000,
  currency: 'USD',
  status: 'open',
  createdAt: '2026-11-21T12:00:00Z',
}
const session = () => Response.json({ id: 'cs_test_1', object: 'checkout.session', url: 'https://pay.test/cs_test_1' })

let stripe: LocalServer
let answer: () => Response
beforeAll(async () => (stripe = await localServer(() => answer())))
afterAll(() => stripe.close())
beforeEach(() => {
  answer = session
  stripe.asked.length = 0
})

function stand(answers: Parameters<typeof recordedDatabase>[0] = {}) {
  const { binding, asked } = recordedDatabase(answers)
  const env = {
    PRINCIPAL_PUBLIC_KEY: person.publicKey,
    DATABASE: binding,
    WEB_URL: 'https://site.test',
    STRIPE_API_KEY: 'sk_test_of_the_test',
    STRIPE_BASE_URL: stripe.origin,
  }
  return { asked, request: async (path: string, init: RequestInit = {}) => app.request(path, init, env) }
}

refusesNaughtyRequests('payments', () => {
  const { request, asked } = stand()
  return { request, person, asked: () => asked.length + stripe.asked.length }
})

const buy = async (key: string) => ({
  method: 'POST',
  headers: { ...(await person.headers()), 'content-type': 'application/json', 'idempotency-key': key },
  body: '{"packId":"small"}',
})
const answers = { 'purchases.create': () => ({ purchase }), 'purchases.opened': () => ({ purchase }) }

it('records the purchase first, then opens a page that names it everywhere, then ties the two together', async () => {
  const { request, asked } = stand(answers)
  const response = await request('/v1/purchases', await buy('buy-1'))
  expect(response.status).toBe(201)
  expect(await response.json()).toEqual({ purchase, checkoutUrl: 'https://pay.test/cs_test_1' })
  expect(asked).toMatchObject([
    { name: 'purchases.create', input: { packId: 'small' }, idempotencyKey: 'buy-1' },
    { name: 'purchases.opened', input: { purchaseId: purchase.id, sessionId: 'cs_test_1' } },
  ])
  expect(stripe.asked).toHaveLength(1)
  const form = Object.fromEntries(new URLSearchParams(stripe.asked[0]?.body))
  expect(form).toMatchObject({
    mode: 'payment',
    client_reference_id: purchase.id,
    'metadata[purchase_id]': purchase.id,
    'payment_intent_data[metadata][purchase_id]': purchase.id,
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '1000',
    'line_items[0][quantity]': '1',
    success_url: `https://site.test/billing?purchase=${purchase.id}&paid=1`,
    cancel_url: `https://site.test/billing?purchase=${purchase.id}`,
  })
  expect(stripe.asked[0]?.headers.get('authorization')).toBe('Bearer sk_test_of_the_test')
})

it('opens the same page at Stripe when the request is repeated', async () => {
  const { request } = stand(answers)
  await request('/v1/purchases', await buy('buy-1'))
  await request('/v1/purchases', await buy('buy-1'))
  const keys = stripe.asked.map((one) => one.headers.get('idempotency-key'))
  expect(keys).toEqual([`checkout:${purchase.id}`, `checkout:${purchase.id}`])
})

it('says that the page could not be opened, and nothing of what Stripe said, when Stripe refuses', async () => {
  answer = () => Response.json({ error: { type: 'invalid_request_error', message: 'secret detail' } }, { status: 400 })
  const { request, asked } = stand(answers)
  const response = await request('/v1/purchases', await buy('buy-2'))
  expect(response.status).toBe(502)
  expect(await response.text()).not.toContain('secret detail')
  expect(asked.map((one) => one.name)).toEqual(['purchases.create'])
})

it('lists packs and purchases', async () => {
  const { request } = stand({
    'packs.list': () => ({ items: [] }),
    'purchases.list': () => ({ items: [purchase], next: null }),
  })
  const headers = await person.headers()
  expect(await (await request('/v1/packs', { headers })).json()).toEqual({ items: [] })
  expect(await (await request('/v1/purchases', { headers })).json()).toEqual({ items: [purchase], next: null })
})

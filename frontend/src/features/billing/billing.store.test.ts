import { expect, it } from 'vitest'
import { fakeApi, ok, refusal } from '../../api/api.fake.ts'
import { ledgerSample } from '../../api/samples.fake.ts'
import { useBalanceStore } from './balance.store.ts'
import { useLedgerStore } from './ledger.store.ts'
import { usePacksStore } from './packs.store.ts'
import { purchaseWords } from './purchase-words.ts'
import { usePurchaseStore } from './purchase.store.ts'

const balance = { availableMillicredits: 100_000, heldMillicredits: 0 }
const after = { availableMillicredits: 150_000, heldMillicredits: 0 }

it('adds a coupon to the balance that is shown', async () => {
  fakeApi({
    'GET /v1/balance': [ok(balance)],
    'POST /v1/coupons/redeem': [ok({ code: 'JUDGE2025', grantedMillicredits: 50_000, balance: after })],
  })
  const store = useBalanceStore()
  await store.refresh()
  expect(await store.redeem(' judge2025 ')).toBe(50_000)
  expect(store.load).toEqual({ state: 'ready', value: after })
})

it('leaves the balance alone when a coupon is refused', async () => {
  fakeApi({ 'GET /v1/balance': [ok(balance)], 'POST /v1/coupons/redeem': [refusal(409, 'already_redeemed')] })
  const store = useBalanceStore()
  await store.refresh()
  await expect(store.redeem('JUDGE2025')).rejects.toThrow('already_redeemed')
  expect(store.load).toEqual({ state: 'ready', value: balance })
})

it('reads the ledger page by page', async () => {
  const { asked } = fakeApi({
    'GET /v1/ledger': [ok({ items: [ledgerSample('b')], next: 'b' }), ok({ items: [ledgerSample('a')], next: null })],
  })
  const ledger = useLedgerStore()
  await ledger.refresh()
  await ledger.readMore()
  await ledger.readMore()
  expect(ledger.load).toMatchObject({ value: { items: [{ id: 'b' }, { id: 'a' }], next: null } })
  expect(asked.map(({ url }) => url.searchParams.get('before'))).toEqual([null, 'b'])
})

const purchase = {
  id: 'pur_22222222222222222222',
  packId: 'p',
  millicredits: 50_000,
  priceMinor: 500,
  currency: 'usd',
  status: 'open',
  createdAt: '2026-11-21T08:00:00.000Z',
}

it('tells of a purchase only what the payment provider has confirmed', async () => {
  const paid = { ...purchase, status: 'paid' }
  fakeApi({ 'GET /v1/purchases': [ok({ items: [paid], next: null })] })
  const store = usePurchaseStore()
  await store.follow(purchase.id, new AbortController().signal)
  expect(purchaseWords(store.news)).toBe('Thank you. 50 credits are yours.')

  fakeApi({ 'GET /v1/purchases': [ok({ items: [{ ...purchase, status: 'expired' }], next: null })] })
  const expired = usePurchaseStore()
  await expired.follow(purchase.id, new AbortController().signal)
  expect(purchaseWords(expired.news)).toContain('nothing was charged')
})

it('says that a payment is late instead of that it failed', async () => {
  fakeApi({ 'GET /v1/purchases': [refusal(500, 'internal')] })
  const store = usePurchaseStore()
  await store.follow(purchase.id, AbortSignal.abort())
  expect(purchaseWords(store.news)).toContain('not confirmed yet')
})

it('begins one purchase although the answer was lost', async () => {
  const begun = { purchase, checkoutUrl: 'https://pay.test/1' }
  const { asked } = fakeApi({
    'POST /v1/purchases': ['unreachable', 'unreachable', 'unreachable', { status: 201, body: begun }],
  })
  const packs = usePacksStore()
  await expect(packs.buy('p')).rejects.toThrow()
  expect(await packs.buy('p')).toBe('https://pay.test/1')
  expect(new Set(asked.map(({ key }) => key)).size).toBe(1)
})

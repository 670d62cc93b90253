// The account's credits: balance, ledger, coupons, packs.
import { z } from 'zod'
import { CallId, PurchaseId } from './ids.ts'
import { Instant, line, Millicredits, NoBody, NoParams, NoQuery, page, PageQuery } from './fields.ts'
import { route } from './route.ts'

export const Balance = z.object({ availableMillicredits: Millicredits, heldMillicredits: Millicredits })
export type Balance = z.infer<typeof Balance>

export const MOVEMENTS = ['grant', 'coupon', 'purchase', 'hold', 'release', 'charge', 'clawback'] as const

export const LedgerLine = z.object({
  id: z.string(),
  kind: z.enum(MOVEMENTS),
  /** What it did to the available balance: a hold is negative, a release positive, a charge (out of the hold) zero. */
  availableMillicredits: Millicredits,
  heldMillicredits: Millicredits,
  note: z.string(),
  callId: CallId.nullable(),
  at: Instant,
})
export type LedgerLine = z.infer<typeof LedgerLine>

export const Pack = z.object({
  id: z.string(),
  name: z.string(),
  millicredits: Millicredits,
  priceMinor: z.int(),
  currency: z.string(),
})
export type Pack = z.infer<typeof Pack>

export const Purchase = z.object({
  id: PurchaseId,
  packId: z.string(),
  millicredits: Millicredits,
  priceMinor: z.int(),
  currency: z.string(),
  status: z.enum(['open', 'paid', 'expired']),
  createdAt: Instant,
})
export type Purchase = z.infer<typeof Purchase>

const none = { params: NoParams, query: NoQuery, access: 'user' as const }

export const getBalance = route({
  ...none,
  service: 'billing',
  name: 'getBalance',
  method: 'GET',
  path: '/v1/balance',
  status: 200,
  summary: 'Credits that can be used, and credits held for calls.',
  body: NoBody,
  output: Balance,
})

export const listLedger = route({
  service: 'billing',
  access: 'user',
  name: 'listLedger',
  method: 'GET',
  path: '/v1/ledger',
  status: 200,
  summary: 'Every movement of credits, newest first.',
  params: NoParams,
  query: PageQuery,
  body: NoBody,
  output: page(LedgerLine),
})

export const redeemCoupon = route({
  ...none,
  service: 'billing',
  name: 'redeemCoupon',
  method: 'POST',
  path: '/v1/coupons/redeem',
  status: 200,
  summary: 'Redeem a coupon: once per account.',
  idempotent: true,
  body: z.strictObject({ code: line(40).toUpperCase() }),
  output: z.object({ code: z.string(), grantedMillicredits: Millicredits, balance: Balance }),
})

export const listPacks = route({
  ...none,
  service: 'payments',
  name: 'listPacks',
  method: 'GET',
  path: '/v1/packs',
  status: 200,
  summary: 'Packs of credits on sale.',
  body: NoBody,
  output: z.object({ items: z.array(Pack) }),
})

export const createPurchase = route({
  ...none,
  service: 'payments',
  name: 'createPurchase',
  method: 'POST',
  path: '/v1/purchases',
  status: 201,
  summary: 'Begin to buy a pack. The answer says where to pay; credits come when the payment is confirmed.',
  idempotent: true,
  body: z.strictObject({ packId: line(40) }),
  output: z.object({ purchase: Purchase, checkoutUrl: z.string() }),
})

export const listPurchases = route({
  service: 'payments',
  access: 'user',
  name: 'listPurchases',
  method: 'GET',
  path: '/v1/purchases',
  status: 200,
  summary: 'Purchases, newest first.',
  params: NoParams,
  query: PageQuery,
  body: NoBody,
  output: page(Purchase),
})

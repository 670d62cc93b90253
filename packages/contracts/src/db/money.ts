// Procedures about credits: ledger, coupons, packs, purchases, prices, and what operators do.
import { z } from 'zod'
import { AccountId } from '../ids.ts'
import { line, page, PageQuery } from '../fields.ts'
import * as admin from '../admin.ts'
import * as api from '../billing.ts'
import * as costs from '../costs.ts'
import { procedure } from './procedure.ts'

const principal = { kind: 'principal' } as const
const operator = { kind: 'operator' } as const

export const getBalance = procedure({
  name: 'balance.get',
  authority: principal,
  callers: ['billing'],
  reads: true,
  input: z.strictObject({}),
  output: api.Balance,
})

export const listLedger = procedure({
  name: 'ledger.list',
  authority: principal,
  callers: ['billing'],
  reads: true,
  input: PageQuery,
  output: page(api.LedgerLine),
})

/** not_found for a code that never was, already_redeemed the second time, gone when it ran out. */
export const redeemCoupon = procedure({
  name: 'coupons.redeem',
  authority: principal,
  callers: ['billing'],
  idempotent: true,
  input: api.redeemCoupon.body,
  output: api.redeemCoupon.output,
})

export const listPacks = procedure({
  name: 'packs.list',
  authority: principal,
  callers: ['payments'],
  reads: true,
  input: z.strictObject({}),
  output: z.object({ items: z.array(api.Pack) }),
})

export const createPurchase = procedure({
  name: 'purchases.create',
  authority: principal,
  callers: ['payments'],
  idempotent: true,
  input: z.strictObject({ packId: line(40) }),
  output: z.object({ purchase: api.Purchase }),
})

/** Names the Stripe session that pays for it; a second, different session is a conflict. */
export const purchaseOpened = procedure({
  name: 'purchases.opened',
  authority: principal,
  callers: ['payments'],
  input: z.strictObject({ purchaseId: api.Purchase.shape.id, sessionId: z.string().max(120) }),
  output: z.object({ purchase: api.Purchase }),
})

export const listPurchases = procedure({
  name: 'purchases.list',
  authority: principal,
  callers: ['payments'],
  reads: true,
  input: PageQuery,
  output: page(api.Purchase),
})

export const listPrices = procedure({
  name: 'prices.list',
  authority: principal,
  callers: ['costs'],
  reads: true,
  input: z.strictObject({}),
  output: z.object({ items: z.array(costs.PriceRow) }),
})

export const listAccounts = procedure({
  name: 'accounts.list',
  authority: operator,
  callers: ['admin'],
  reads: true,
  input: PageQuery,
  output: page(admin.AccountRow),
})

export const grantCredits = procedure({
  name: 'grants.create',
  authority: operator,
  callers: ['admin'],
  idempotent: true,
  input: z.strictObject({ subject: AccountId, millicredits: z.int().min(1).max(100_000_000), reason: line(200) }),
  output: api.Balance,
})

export const listAudit = procedure({
  name: 'audit.list',
  authority: operator,
  callers: ['admin'],
  reads: true,
  input: PageQuery,
  output: page(admin.AuditRow),
})

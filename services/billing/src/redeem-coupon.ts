// A coupon's code → credits, once per account. The ledger's own key refuses the second time.
import type { redeemCoupon as spec } from '@callback/contracts/billing'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const redeemCoupon: Handler<typeof spec, Env> = async ({ body }, scope) => {
  const { idempotencyKey } = scope
  return (await scope.db.run(db.redeemCoupon, body, scope.asPerson(), { idempotencyKey })).output
}

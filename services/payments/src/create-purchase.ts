// Beginning to buy: the purchase is recorded, then its page at Stripe is opened, then the two are tied together. Repeated
// under the same key it finds the same purchase and, at Stripe, the same page.
import type { createPurchase as spec } from '@callback/contracts/billing'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { openCheckout } from './stripe.ts'

export const createPurchase: Handler<typeof spec, Env> = async ({ body }, scope) => {
  const { env, idempotencyKey } = scope
  const { output } = await scope.db.run(db.createPurchase, body, scope.asPerson(), { idempotencyKey })
  const { sessionId, url } = await openCheckout(output.purchase, env)
  const opened = await scope.db.run(db.purchaseOpened, { purchaseId: output.purchase.id, sessionId }, scope.asPerson())
  return { purchase: opened.output.purchase, checkoutUrl: url }
}

// Packs of credits on sale, and the purchases of an account.
import type { listPacks as packsSpec, listPurchases as purchasesSpec } from '@callback/contracts/billing'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const listPacks: Handler<typeof packsSpec, Env> = async (_input, scope) =>
  (await scope.db.run(db.listPacks, {}, scope.asPerson())).output

export const listPurchases: Handler<typeof purchasesSpec, Env> = async ({ query }, scope) =>
  (await scope.db.run(db.listPurchases, query, scope.asPerson())).output

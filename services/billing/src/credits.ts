// An account's credits: what there is, what moved.
import type { getBalance as balanceSpec, listLedger as ledgerSpec } from '@callback/contracts/billing'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const getBalance: Handler<typeof balanceSpec, Env> = async (_input, scope) =>
  (await scope.db.run(db.getBalance, {}, scope.asPerson())).output

export const listLedger: Handler<typeof ledgerSpec, Env> = async ({ query }, scope) =>
  (await scope.db.run(db.listLedger, query, scope.asPerson())).output

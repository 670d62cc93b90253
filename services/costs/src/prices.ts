// The price book in force: what providers charge us.
import type { listPrices as spec } from '@callback/contracts/costs'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const listPrices: Handler<typeof spec, Env> = async (_input, scope) =>
  (await scope.db.run(db.listPrices, {}, scope.asPerson())).output

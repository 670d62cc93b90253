// What one call cost by service, and what was charged for it.
import type { getReceipt as spec } from '@callback/contracts/calls'
import * as db from '@callback/contracts/db/calls'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const getReceipt: Handler<typeof spec, Env> = async ({ params: { id } }, scope) =>
  (await scope.db.run(db.getReceipt, { callId: id }, scope.asPerson())).output

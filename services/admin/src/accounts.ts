// Operators look at accounts and grant credits. Every grant is written to the audit log in the same transaction.
import type { grantCredits as grantSpec, listAccounts as listSpec } from '@callback/contracts/admin'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const listAccounts: Handler<typeof listSpec, Env> = async ({ query }, scope) =>
  (await scope.db.run(db.listAccounts, query, scope.asPerson())).output

export const grantCredits: Handler<typeof grantSpec, Env> = async ({ params: { id }, body }, scope) => {
  const { idempotencyKey } = scope
  const input = { subject: id, ...body }
  return (await scope.db.run(db.grantCredits, input, scope.asPerson(), { idempotencyKey })).output
}

// What operators did, newest first.
import type { listAudit as spec } from '@callback/contracts/admin'
import * as db from '@callback/contracts/db/money'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const listAudit: Handler<typeof spec, Env> = async ({ query }, scope) =>
  (await scope.db.run(db.listAudit, query, scope.asPerson())).output

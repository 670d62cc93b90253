// "Call me now": commits hold and attempt, then dials. A repeated request with the same key never dials again.
import type { createCall } from '@callback/contracts/calls'
import * as db from '@callback/contracts/db/calls'
import type { Handler } from '@callback/edge/serve'
import { dialOut } from './dial.ts'
import type { Env } from './env.ts'
import { newToken } from './one-time-token.ts'

export const placeCall: Handler<typeof createCall, Env> = async ({ body }, scope) => {
  const { token, tokenHash } = await newToken()
  const input = { personaId: body.personaId, context: body.context ?? null, tokenHash }
  const { output, replayed } = await scope.db.run(db.placeCall, input, scope.asPerson(), {
    idempotencyKey: scope.idempotencyKey,
  })
  if (replayed) return (await scope.db.run(db.getCall, { id: output.call.id }, scope.asPerson())).output
  return dialOut(scope, output.dial, token)
}

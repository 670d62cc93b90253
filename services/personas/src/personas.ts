// The catalogue's personas and the account's own.
import * as db from '@callback/contracts/db/personas'
import type * as routes from '@callback/contracts/personas'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const listPersonas: Handler<typeof routes.listPersonas, Env> = async (_input, scope) =>
  (await scope.db.run(db.listPersonas, {}, scope.asPerson())).output

export const getPersona: Handler<typeof routes.getPersona, Env> = async ({ params }, scope) =>
  (await scope.db.run(db.getPersona, params, scope.asPerson())).output

export const createPersona: Handler<typeof routes.createPersona, Env> = async ({ body }, scope) => {
  const { idempotencyKey } = scope
  return (await scope.db.run(db.createPersona, body, scope.asPerson(), { idempotencyKey })).output
}

export const updatePersona: Handler<typeof routes.updatePersona, Env> = async ({ params, body }, scope) =>
  (await scope.db.run(db.updatePersona, { id: params.id, change: body }, scope.asPerson())).output

export const removePersona: Handler<typeof routes.removePersona, Env> = async ({ params }, scope) => {
  await scope.db.run(db.removePersona, params, scope.asPerson())
  return undefined
}

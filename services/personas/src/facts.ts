// What a persona remembers about the signed-in person: theirs to read, correct and erase.
import * as db from '@callback/contracts/db/personas'
import type * as routes from '@callback/contracts/personas'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const listFacts: Handler<typeof routes.listFacts, Env> = async ({ params, query }, scope) =>
  (await scope.db.run(db.listFacts, { personaId: params.id, page: query }, scope.asPerson())).output

export const updateFact: Handler<typeof routes.updateFact, Env> = async ({ params, body }, scope) =>
  (await scope.db.run(db.updateFact, { id: params.id, ...body }, scope.asPerson())).output

export const removeFact: Handler<typeof routes.removeFact, Env> = async ({ params }, scope) => {
  await scope.db.run(db.removeFact, params, scope.asPerson())
  return undefined
}

// The signed-in person: look and change.
import * as db from '@callback/contracts/db/people'
import type { getMe as getSpec, updateMe as updateSpec } from '@callback/contracts/me'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'

export const getMe: Handler<typeof getSpec, Env> = async (_input, scope) =>
  (await scope.db.run(db.getMe, {}, scope.asPerson())).output

export const updateMe: Handler<typeof updateSpec, Env> = async ({ body }, scope) =>
  (await scope.db.run(db.updateMe, body, scope.asPerson())).output

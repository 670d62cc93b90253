// Making and changing schedules. One that rings before the next sweep could see it is hinted at once.
import type { createSchedule, updateSchedule } from '@callback/contracts/schedules'
import * as db from '@callback/contracts/db/schedules'
import type { Handler, Scope } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { hintDial } from './hint-dial.ts'

type Saved = {
  schedule: Awaited<ReturnType<Handler<typeof createSchedule, Env>>>
  soon: { occurrenceId: string; dueAt: string } | null
}

export const makeSchedule: Handler<typeof createSchedule, Env> = async ({ body }, scope) => {
  const { output } = await scope.db.run(db.createSchedule, body, scope.asPerson(), {
    idempotencyKey: scope.idempotencyKey,
  })
  return hinted(output, scope)
}

export const changeSchedule: Handler<typeof updateSchedule, Env> = async ({ params, body }, scope) => {
  const { output } = await scope.db.run(db.updateSchedule, { id: params.id, change: body }, scope.asPerson())
  return hinted(output, scope)
}

async function hinted(saved: Saved, scope: Scope<Env>) {
  if (saved.soon !== null) await hintDial(scope.env.DIALS, saved.soon.occurrenceId, saved.soon.dueAt)
  return saved.schedule
}

// Schedules, calls and the dial protocol: the table of contents.
import * as api from '@callback/contracts/calls'
import * as schedules from '@callback/contracts/schedules'
import * as db from '@callback/contracts/db/calls'
import * as schedulesDb from '@callback/contracts/db/schedules'
import { answerCall, reap } from '@callback/contracts/internal'
import { serve, serveInternal } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { answer } from './answer.ts'
import { Env } from './env.ts'
import { hangUp } from './hang-up.ts'
import { placeCall } from './place-call.ts'
import { reapLost } from './reap-lost.ts'
import { changeSchedule, makeSchedule } from './save-schedule.ts'

export const app = worker('orchestrator', Env)

serve(app, api.createCall, placeCall)
serve(
  app,
  api.listCalls,
  async ({ query }, { db: run, asPerson }) => (await run.run(db.listCalls, query, asPerson())).output,
)
serve(
  app,
  api.getCall,
  async ({ params }, { db: run, asPerson }) => (await run.run(db.getCall, params, asPerson())).output,
)
serve(app, api.listTurns, async ({ params }, { db: run, asPerson }) => {
  const { output } = await run.run(db.listTurns, { callId: params.id }, asPerson())
  return output
})
serve(app, api.hangUpCall, hangUp)

serve(app, schedules.createSchedule, makeSchedule)
serve(app, schedules.listSchedules, async ({ query }, { db: run, asPerson }) => {
  const { output } = await run.run(schedulesDb.listSchedules, query, asPerson())
  return output
})
serve(app, schedules.getSchedule, async ({ params }, { db: run, asPerson }) => {
  const { output } = await run.run(schedulesDb.getSchedule, params, asPerson())
  return output
})
serve(app, schedules.updateSchedule, changeSchedule)
serve(app, schedules.removeSchedule, async ({ params }, { db: run, asPerson }) => {
  await run.run(schedulesDb.removeSchedule, params, asPerson())
  return undefined
})

serveInternal(app, answerCall, answer)
serveInternal(app, reap, reapLost)

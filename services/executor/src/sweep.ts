// The minute's sweep: turns rows that wait into hints, and looks after what was lost. Claims nothing itself, so a tick that
// comes late, twice or never costs time and nothing else.
import { applyNotice, dueNotices } from '@callback/contracts/db/inbox'
import { dueJobs } from '@callback/contracts/db/personas'
import { dueOccurrences } from '@callback/contracts/db/schedules'
import { reap } from '@callback/contracts/internal'
import { database } from '@callback/edge/database'
import type { Database } from '@callback/edge/database'
import { readEnv } from '@callback/edge/env'
import { describeFailure, log } from '@callback/edge/log'
import { ask } from '@callback/edge/neighbour'
import { Env } from './env.ts'

/** One queue message batch holds at most this many. */
const BATCH_MAX = 100
/** Rows taken a minute. What is left waits for the next minute, the longest due first. */
const OCCURRENCES_MAX = 1000
const JOBS_MAX = 200
const NOTICES_MAX = 200
const REAPED_MAX = 50
/** The reaper asks Twilio about each; it may take most of the minute. */
const REAP_MS_MAX = 50_000

const nobody = { nobody: true } as const

export async function sweep(rawEnv: object): Promise<void> {
  const env = readEnv(Env, rawEnv)
  const requestId = crypto.randomUUID()
  const db = database(env.DATABASE, requestId)
  const parts = {
    hintDials: () => hintDials(db, env),
    applyNotices: () => applyNotices(db, env),
    hintJobs: () => hintJobs(db, env),
    reapLost: () => ask(env.ORCHESTRATOR, reap, { limit: REAPED_MAX }, { requestId, timeoutMs: REAP_MS_MAX }),
  }
  // Each part stands alone: one that fails must not keep the others from their minute.
  await Promise.all(
    Object.entries(parts).map(async ([part, run]) => {
      try {
        await run()
      } catch (failure) {
        log.error('sweep part failed', { requestId, part, why: describeFailure(failure) })
      }
    }),
  )
}

async function hintDials(db: Database, env: Env): Promise<void> {
  const { items } = (await db.run(dueOccurrences, { limit: OCCURRENCES_MAX }, nobody)).output
  const messages = items.map(({ occurrenceId, dueAt }) => ({
    body: { occurrenceId },
    delaySeconds: Math.max(0, Math.floor((Date.parse(dueAt) - Date.now()) / 1000)),
  }))
  for (let from = 0; from < messages.length; from += BATCH_MAX)
    await env.DIALS.sendBatch(messages.slice(from, from + BATCH_MAX))
}

async function applyNotices(db: Database, env: Env): Promise<void> {
  const { ids } = (await db.run(dueNotices, { limit: NOTICES_MAX }, nobody)).output
  for (const id of ids) {
    const { endedCallId } = (await db.run(applyNotice, { id }, nobody)).output
    if (endedCallId !== null) await env.AFTER_CALL.send({ callId: endedCallId })
  }
}

async function hintJobs(db: Database, env: Env): Promise<void> {
  const { jobIds } = (await db.run(dueJobs, { limit: JOBS_MAX }, nobody)).output
  const messages = jobIds.map((jobId) => ({ body: { jobId } }))
  for (let from = 0; from < messages.length; from += BATCH_MAX)
    await env.AFTER_CALL.sendBatch(messages.slice(from, from + BATCH_MAX))
}

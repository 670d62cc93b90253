// After-call work: waits, is leased with a fence, and ends together with what it learned.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/personas'
import { actFor, forCapability, forResolver, found } from '../work.ts'
import type { TenantWork } from '../work.ts'
import { findCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import { iso, msAfter } from './instants.ts'
import { learn } from './learning.ts'

/** Longest pause before another try. */
const RETRY_MS_MAX = 10 * 60_000
const RETRY_MS = 5_000
/** Facts shown to the mind so that it does not repeat them. */
const KNOWN_FACTS_MAX = 200

type Owned = { id: string; accountId: string }

export const dueJobs = forResolver(contract.dueJobs, async ({ sql }, { limit }) => {
  const rows = await sql<{ id: string }[]>`
    select id from jobs
    where not_before <= now() and (state = 'waiting' or (state = 'leased' and lease_until < now()))
    order by not_before limit ${limit}`
  return { jobIds: rows.map(({ id }) => id) }
})

export const claimJob = forResolver(contract.claimJob, async (work, input) => {
  const [owned] = await work.sql<Owned[]>`
    select id, account_id from jobs where ${'jobId' in input ? work.sql`id = ${input.jobId}` : work.sql`call_id = ${input.callId}`}`
  if (owned === undefined) return null
  const tenant = await actFor(work, owned.accountId)
  const [job] = await tenant.sql<{ callId: string; fence: number; tries: number; kind: 'memory' }[]>`
    update jobs set state = 'leased', fence = fence + 1, tries = tries + 1,
      lease_until = ${msAfter(work.now, contract.JOB_LEASE_MS)}
    where id = (
      select id from jobs
      where id = ${owned.id} and not_before <= now()
        and (state = 'waiting' or (state = 'leased' and lease_until < now()))
      for update skip locked)
    returning call_id, fence, tries, kind`
  if (job === undefined) return null
  // A worker that dies each time never says so; its lease runs out one time too many.
  if (job.tries > contract.JOB_TRIES_MAX) return end(tenant, owned.id, 'given_up', 'nobody finished it')
  const call = found(await findCall(tenant, job.callId), 'call')
  const turns = await turnsOf(tenant, call)
  if (!turns.some((turn) => turn.speaker === 'caller')) return end(tenant, owned.id, 'done', 'the caller said nothing')
  return jobOf(tenant, { jobId: owned.id, ...job }, call, turns)
})

async function end({ sql }: TenantWork, id: string, state: 'done' | 'given_up', reason: string): Promise<null> {
  await sql`update jobs set state = ${state}, reason = ${reason}, ended_at = now() where id = ${id}`
  return null
}

type TurnRow = { seq: number; speaker: 'caller' | 'persona'; heard: string }

async function turnsOf({ sql }: TenantWork, call: CallRow): Promise<TurnRow[]> {
  return sql<TurnRow[]>`
    select seq, speaker, heard from turns where call_id = ${call.id} and heard <> '' order by seq`
}

type Mind = { provider: string; model: string; reasoningEffort: string | null }
type Leased = { jobId: string; fence: number; kind: 'memory' }

async function jobOf(
  work: TenantWork,
  job: Leased,
  call: CallRow,
  turns: TurnRow[],
): Promise<z.input<typeof contract.Job>> {
  const { sql, now, account } = work
  const { userId, personaId } = call
  const [mind] = await sql<Mind[]>`
    select mind_provider as provider, mind_model as model, reasoning_effort from tiers where tier = 'fast'`
  const [user] = await sql<{ zone: string }[]>`select zone from users where id = ${userId}`
  const knownFacts = await sql<{ id: string; text: string }[]>`
    select id, text from facts where user_id = ${userId} and persona_id = ${personaId} and status = 'active'
    order by learned_at desc limit ${KNOWN_FACTS_MAX}`
  const capability = await work.tools.mintCapability({
    account,
    user: userId,
    object: job.jobId,
    procedures: ['jobs.finish'],
    exp: msAfter(now, 2 * contract.JOB_LEASE_MS).getTime(),
  })
  return {
    jobId: job.jobId,
    fence: job.fence,
    kind: job.kind,
    callId: call.id,
    personaName: call.personaName,
    startedAt: iso(call.answeredAt ?? call.createdAt),
    zone: user?.zone ?? null,
    turns: [...turns],
    knownFacts: [...knownFacts],
    mind: found(mind, 'mind'),
    capability,
  }
}

export const finishJob = forCapability(contract.finishJob, async (work, { jobId, fence, outcome }) => {
  const { sql, now } = work
  const [job] = await sql<{ callId: string; tries: number }[]>`
    select call_id, tries from jobs where id = ${jobId} and fence = ${fence} and state = 'leased' for update`
  if (job === undefined) return { kind: 'stale' as const }
  if (outcome.kind === 'done') {
    await learn(work, found(await findCall(work, job.callId), 'call'), outcome.facts)
    await end(work, jobId, 'done', 'learned')
    return { kind: 'finished' as const }
  }
  if (job.tries >= contract.JOB_TRIES_MAX) {
    await end(work, jobId, 'given_up', outcome.reason)
    return { kind: 'given_up' as const }
  }
  const pauseMs = Math.min(RETRY_MS_MAX, RETRY_MS * 4 ** (job.tries - 1))
  await sql`
    update jobs set state = 'waiting', not_before = ${msAfter(now, pauseMs)}, lease_until = null, reason = ${outcome.reason}
    where id = ${jobId}`
  return { kind: 'retry_later' as const }
})

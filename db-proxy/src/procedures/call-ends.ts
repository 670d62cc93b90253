// A call's end, brought by its node, by whoever could not connect it, or by the reaper. All lead to the one settlement.
import * as contract from '@callback/contracts/db/calls'
import type { CallStatus, EndReason } from '@callback/domain/call-status'
import { forCapability, forResolver } from '../work.ts'
import type { TenantWork } from '../work.ts'
import { lockCall, toCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import { msAfter } from './instants.ts'
import { nodeHasFinished } from './memory-jobs.ts'
import { settle } from './settlement.ts'

export const appendTurns = forCapability(contract.appendTurns, async (work, { callId, turns }) => {
  const rows = turns.map(({ seq, speaker, text, heard, cutShort, startedAt, timings }) => {
    const words = { text: storable(text), heard: storable(heard) }
    return { seq, speaker, ...words, cut_short: cutShort, started_at: startedAt, timings: timings && { ...timings } }
  })
  // A journal may bring one turn twice in a page; the later word counts.
  const stored = await work.sql`
    insert into turns (call_id, seq, account_id, speaker, text, heard, cut_short, started_at, timings)
    select distinct on (t.seq) ${callId}, t.seq, ${work.account}, t.speaker, t.text, t.heard, t.cut_short, t.started_at, t.timings
    from rows from (jsonb_to_recordset(${work.sql.json(rows)}) as (
      seq integer, speaker text, text text, heard text, cut_short boolean, started_at timestamptz, timings jsonb
    )) with ordinality as t (seq, speaker, text, heard, cut_short, started_at, timings, nth)
    order by t.seq, t.nth desc
    on conflict (call_id, seq) do update
      set text = excluded.text, heard = excluded.heard, cut_short = excluded.cut_short, timings = excluded.timings`
  return { stored: stored.count }
})

/** Recognised or generated text may hold what Postgres does not keep; a turn is not lost for it. */
const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()

export const finishCall = forCapability(contract.finishCall, async (work, { callId, endReason, endedAt, usage }) => {
  const call = await lockCall(work, callId)
  if (call.finishedAt !== null) return { call: toCall(call) }
  const settled = await settle(work, call, {
    status: 'completed',
    endReason,
    endedAt: within(work, call, new Date(endedAt)),
  })
  // Settled before by news of the line alone: only the node knows why the call ended.
  const why = call.hangUpAskedAt === null ? endReason : 'ended_on_site'
  const known = settled.status === 'completed' ? why : (settled.endReason ?? why)
  await work.sql`update calls set finished_at = now(), end_reason = ${known} where id = ${callId}`
  await work.sql`
    insert into usage_lines (call_id, account_id, service, provider, model, unit, quantity)
    select ${callId}, ${work.account}, u.service, u.provider, u.model, u.unit, sum(u.quantity)
    from jsonb_to_recordset(${work.sql.json(usage)}) as u (service text, provider text, model text, unit text, quantity bigint)
    where u.service <> 'telephony' group by u.service, u.provider, u.model, u.unit
    on conflict do nothing`
  await nodeHasFinished(work, settled)
  return { call: toCall({ ...settled, endReason: known }) }
})

/** A node's clock may stand apart from the database's: an end lies between the answer and now. */
function within(work: TenantWork, call: CallRow, endedAt: Date): Date {
  const earliest = call.answeredAt ?? call.createdAt
  return new Date(Math.min(Math.max(endedAt.getTime(), earliest.getTime()), work.now.getTime()))
}

export const callUnconnected = forCapability(contract.callUnconnected, async (work, { callId }) => {
  const call = await lockCall(work, callId)
  const ending = {
    status: 'failed' as const,
    endReason: 'provider_unavailable' as const,
    endedAt: work.now,
    free: true,
  }
  // A stream that was opened meanwhile is a call like any other, and its node ends it.
  return { call: toCall(call.redeemedEpoch === 0 ? await settle(work, call, ending) : call) }
})

export const settleCall = forCapability(contract.settleCall, async (work, { callId, endReason }) => {
  const call = await lockCall(work, callId)
  return {
    call: toCall(
      await settle(work, call, { status: statusOf(call, endReason), endReason, endedAt: lastHeld(work, call) }),
    ),
  }
})

/** Nobody was there to see the end: it was no later than what was held. */
function lastHeld({ now }: TenantWork, { answeredAt, heldSeconds }: CallRow): Date {
  return answeredAt === null ? now : new Date(Math.min(now.getTime(), answeredAt.getTime() + heldSeconds * 1000))
}

function statusOf(call: CallRow, endReason: EndReason): CallStatus {
  if (call.answeredAt !== null) return 'completed'
  switch (endReason) {
    case 'busy':
    case 'canceled':
      return endReason
    case 'no_answer':
      return 'no-answer'
    default:
      return 'failed'
  }
}

/** Past what is held, the node and Twilio must both have ended it; this much later their silence means they will not say. */
const SILENCE_MS = 2 * 60_000
/** Unanswered this long, a placed dial has rung out: ring time, the queue at Twilio, and slack. */
const RUNG_OUT_MS = 5 * 60_000
const SETTLE_RIGHT_MS = 10 * 60_000

type Overdue = { id: string; accountId: string; userId: string | null; callSid: string | null }

export const overdueCalls = forResolver(contract.overdueCalls, async ({ sql, now, tools }, { limit }) => {
  const rows = await sql<Overdue[]>`
    select c.id, c.account_id, c.user_id, c.call_sid from calls c
    where c.settled_at is null
      and (c.answered_at + c.held_seconds * interval '1 second' < ${msAfter(now, -SILENCE_MS)}
        or (c.answered_at is null and c.created_at < ${msAfter(now, -RUNG_OUT_MS)}))
      and not exists (
        select from attempts a where a.call_id = c.id and a.state in ('dialing', 'ambiguous'))
    order by c.created_at limit ${limit}`
  const items = []
  for (const { id, accountId, userId, callSid } of rows) {
    const exp = msAfter(now, SETTLE_RIGHT_MS).getTime()
    const claims = { account: accountId, user: userId, object: id, procedures: ['call.settle'], exp }
    items.push({ callId: id, callSid, capability: await tools.mintCapability(claims) })
  }
  return { items }
})

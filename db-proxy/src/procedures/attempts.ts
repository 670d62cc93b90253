// What came of one dial. Each change names the state and fence it expects; when either moved on, nothing is applied.
import * as contract from '@callback/contracts/db/calls'
import { climb, isTerminal } from '@callback/domain/call-status'
import { USEFUL_MS } from '@callback/contracts/db/schedules'
import { actFor, forCapability, forResolver } from '../work.ts'
import type { TenantWork } from '../work.ts'
import { lockCall, toCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import { dialOf } from './dialling.ts'
import type { DialParts } from './dialling.ts'
import { iso, msAfter } from './instants.ts'
import { settle } from './settlement.ts'

/** A dial that says nothing for this long has lost its dialler. */
const DIALLER_LOST_MS = 45_000
/** Twilio's own list may lag this far behind; after that, what is not listed was never made. */
const LOOK_MS = 90_000
/** Dials of one occurrence, the first included: what is refused again will be refused once more. */
export const DIALS_MAX = 3
const DIAL_AGAIN_MS = 30_000

export const attemptPlaced = forCapability(contract.attemptPlaced, async (work, input) => {
  const { sql } = work
  const call = await lockCall(work, input.callId)
  // A call that ended meanwhile needs no more than its leg written down; the dialler sees the end and hangs up.
  const state = isTerminal(call.status) ? 'ended' : 'placed'
  const [placed] = await sql`
    update attempts set state = ${state}, fence = fence + 1, call_sid = ${input.callSid},
      ended_at = ${state === 'ended' ? work.now : null}
    where id = ${input.attemptId} and call_id = ${call.id} and fence = ${input.fence}
      and state in ('dialing', 'ambiguous') returning 1`
  if (placed === undefined) return { applied: false, call: toCall(call) }
  const status = climb(call.status, 'dialing')
  await sql`
    update calls set status = ${status}, call_sid = coalesce(call_sid, ${input.callSid}) where id = ${call.id}`
  return { applied: true, call: toCall({ ...call, status }) }
})

export const attemptFailed = forCapability(contract.attemptFailed, async (work, input) => {
  const call = await lockCall(work, input.callId)
  const [failed] = await work.sql`
    update attempts set state = 'failed', fence = fence + 1, reason = ${input.reason}, ended_at = now()
    where id = ${input.attemptId} and call_id = ${call.id} and fence = ${input.fence}
      and state in ('dialing', 'ambiguous') returning 1`
  if (failed === undefined) return { applied: false, call: toCall(call) }
  const over = await settle(work, call, { status: 'failed', endReason: 'failed', endedAt: work.now })
  await dueAgain(work, over)
  return { applied: true, call: toCall(over) }
})

export const attemptAmbiguous = forCapability(contract.attemptAmbiguous, async (work, input) => {
  const call = await lockCall(work, input.callId)
  const [unsure] = await work.sql`
    update attempts set state = 'ambiguous', reason = ${input.reason}
    where id = ${input.attemptId} and call_id = ${call.id} and fence = ${input.fence} and state = 'dialing' returning 1`
  return { applied: unsure !== undefined, call: toCall(call) }
})

/** An occurrence whose dial never reached the network is due again, while the call is of use and nobody hung up on it. */
async function dueAgain({ sql, now }: TenantWork, call: CallRow): Promise<void> {
  if (call.occurrenceId === null || call.hangUpAskedAt !== null) return
  await sql`
    update occurrences set state = 'scheduled', fence = fence + 1, retry_at = ${msAfter(now, DIAL_AGAIN_MS)}, decided_at = null
    where id = ${call.occurrenceId} and state = 'dialed' and call_id = ${call.id} and tries < ${DIALS_MAX}
      and due_at > ${msAfter(now, DIAL_AGAIN_MS - USEFUL_MS)}`
}

type Stuck = { accountId: string; attemptId: string }
type StuckRow = DialParts & { createdAt: Date }

export const stuckAttempts = forResolver(contract.stuckAttempts, async (work, { limit }) => {
  const stuck = await work.sql<Stuck[]>`
    select account_id, id as attempt_id from attempts
    where state = 'ambiguous' or (state = 'dialing' and created_at < ${msAfter(work.now, -DIALLER_LOST_MS)})
    order by created_at limit ${limit}`
  const items = []
  for (const { accountId, attemptId } of stuck) {
    const tenant = await actFor(work, accountId)
    const [row] = await tenant.sql<StuckRow[]>`
      select a.call_id, a.id as attempt_id, a.fence, a.to_number as to, a.from_number as from, a.created_at, c.held_seconds
      from attempts a join calls c on c.id = a.call_id where a.id = ${attemptId}`
    if (row === undefined) continue
    const { createdAt, ...parts } = row
    const dial = await dialOf(tenant, parts)
    items.push({ dial, since: iso(createdAt), lookUntil: iso(msAfter(createdAt, LOOK_MS)) })
  }
  return { items }
})

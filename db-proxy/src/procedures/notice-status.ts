// News of a call's state. Late, doubled or reordered news climbs the lattice or falls away; the first news of the end settles.
// A notice that carries the token names the leg of an attempt whose outcome nobody knew.
import { z } from 'zod'
import { climb, fromTwilioStatus, isTerminal } from '@callback/domain/call-status'
import type { CallStatus, EndReason } from '@callback/domain/call-status'
import { actFor } from '../work.ts'
import type { TenantWork, Work } from '../work.ts'
import { lockCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import type { Ended, Matched, Plan } from './notice.ts'
import { msAfter } from './instants.ts'
import { settle } from './settlement.ts'

const StatusNews = z.object({
  CallSid: z.string(),
  CallStatus: z.string(),
  CallDuration: z.coerce.number().int().min(0).optional(),
  tokenHash: z.string().optional(),
})

type News = { status: CallStatus; callSid: string; seconds: number | undefined; at: Date }
type Owned = { id: string; accountId: string }

export async function statusNotice(work: Work, notice: Matched): Promise<Plan> {
  const { CallSid: callSid, CallStatus, CallDuration: seconds, tokenHash } = StatusNews.parse(notice.payload)
  const status = fromTwilioStatus(CallStatus)
  if (status === null) return { kind: 'ignore' }
  const owned = (await bySid(work, callSid)) ?? (await byToken(work, tokenHash))
  if (owned === undefined) return { kind: 'later' }
  const news = { status, callSid, seconds, at: notice.receivedAt }
  return { kind: 'apply', run: async () => hear(await actFor(work, owned.accountId), owned.id, news) }
}

async function bySid({ sql }: Work, callSid: string): Promise<Owned | undefined> {
  const [row] = await sql<Owned[]>`select id, account_id from calls where call_sid = ${callSid}`
  return row
}

async function byToken({ sql }: Work, tokenHash: string | undefined): Promise<Owned | undefined> {
  if (tokenHash === undefined) return undefined
  const [row] = await sql<Owned[]>`select call_id as id, account_id from attempts where token_hash = ${tokenHash}`
  return row
}

async function hear(work: TenantWork, id: string, news: News): Promise<Ended> {
  const call = await lockCall(work, id)
  const nothing = { endedCallId: null }
  // Another leg of the same attempt: it hears a hang-up when it is answered, and its end is not the call's.
  if (call.callSid !== null && call.callSid !== news.callSid) return nothing
  if (call.callSid === null) await work.sql`update calls set call_sid = ${news.callSid} where id = ${id}`
  const known = { ...call, callSid: news.callSid }
  await moveAttempt(work, known, news)
  if (isTerminal(news.status)) {
    if (call.settledAt !== null) return nothing
    await settle(work, known, { status: news.status, endReason: reasonOf(news.status), endedAt: endOf(known, news) })
    return { endedCallId: id }
  }
  const status = climb(call.status, news.status)
  if (status !== call.status) await work.sql`update calls set status = ${status} where id = ${id}`
  return nothing
}

/** Twilio has it, whatever the dialler knows. The end is the settlement's to write, unless the call was over before. */
async function moveAttempt({ sql }: TenantWork, call: CallRow, { status, callSid }: News): Promise<void> {
  if (call.settledAt !== null) {
    await sql`
      update attempts set state = 'ended', fence = fence + 1, call_sid = ${callSid}, ended_at = now()
      where call_id = ${call.id} and state in ('dialing', 'ambiguous', 'placed', 'ringing', 'bridged')
        and ${isTerminal(status)}`
    return
  }
  const [state, below] = isTerminal(status) ? PLACED : (STEPS[status] ?? PLACED)
  await sql`
    update attempts set state = ${state}, fence = fence + 1, call_sid = ${callSid}
    where call_id = ${call.id} and state = any(${below})`
}

const PLACED: [string, string[]] = ['placed', ['dialing', 'ambiguous']]
const STEPS: Partial<Record<CallStatus, [string, string[]]>> = {
  ringing: ['ringing', ['dialing', 'ambiguous', 'placed']],
  'in-progress': ['bridged', ['dialing', 'ambiguous', 'placed', 'ringing']],
}

function reasonOf(status: CallStatus): EndReason {
  switch (status) {
    case 'busy':
    case 'failed':
    case 'canceled':
      return status
    case 'no-answer':
      return 'no_answer'
    default:
      return 'caller_hung_up'
  }
}

/** Twilio counts the seconds of the leg itself; without its count the notice's arrival is the nearest thing known. */
function endOf({ answeredAt }: CallRow, { seconds, at }: News): Date {
  return answeredAt !== null && seconds !== undefined ? msAfter(answeredAt, seconds * 1000) : at
}

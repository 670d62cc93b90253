// Due calls: seen by the sweep, claimed by whoever dials. The row decides; every change names the state and fence it expects.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/schedules'
import { actFor, forResolver } from '../work.ts'
import type { TenantWork } from '../work.ts'
import { beginDial } from './dialling.ts'
import type { Refusal } from './dialling.ts'
import { iso, msAfter } from './instants.ts'
import { EXPIRED, scheduleNext } from './schedule-rows.ts'

/** Rows repaired in one sweep; more wait for the next minute. */
const REPAIRS_MAX = 100

type Due = { id: string; dueAt: Date }
type Owned = { id: string; accountId: string }

export const dueOccurrences = forResolver(contract.dueOccurrences, async (work, { limit }) => {
  const { sql, now } = work
  const due = await sql<Due[]>`
    select id, greatest(due_at, retry_at) as due_at from occurrences
    where state = 'scheduled' and due_at > ${msAfter(now, -contract.USEFUL_MS)}
      and greatest(due_at, retry_at) <= ${msAfter(now, contract.SWEEP_AHEAD_MS)}
    order by due_at limit ${limit}`
  const late = await sql<Owned[]>`
    select id, account_id from occurrences
    where state = 'scheduled' and due_at <= ${msAfter(now, -contract.USEFUL_MS)} order by due_at limit ${REPAIRS_MAX}`
  const bare = await sql<Owned[]>`
    select s.id, s.account_id from schedules s
    where s.status = 'active' and s.removed_at is null
      and not exists (select from occurrences o where o.schedule_id = s.id and o.state = 'scheduled')
    limit ${REPAIRS_MAX}`
  for (const { id, accountId } of late) await expire(await actFor(work, accountId), id)
  for (const { id, accountId } of bare) await repair(await actFor(work, accountId), id)
  return { items: due.map(({ id, dueAt }) => ({ occurrenceId: id, dueAt: iso(dueAt) })) }
})

async function expire(work: TenantWork, id: string): Promise<void> {
  const pending = await lockPending(work, id)
  if (pending !== undefined) await decide(work, pending, 'expired', EXPIRED)
}

async function repair(work: TenantWork, scheduleId: string): Promise<void> {
  const [schedule] = await work.sql<{ id: string; rule: unknown; zone: string }[]>`
    select id, rule, zone from schedules where id = ${scheduleId} and status = 'active' for update skip locked`
  if (schedule !== undefined) await scheduleNext(work, schedule, work.now)
}

type Pending = {
  id: string
  fence: number
  dueAt: Date
  retryAt: Date | null
  scheduleId: string
  userId: string
  personaId: string
  context: string | null
  rule: unknown
  zone: string
}

/** Undefined when another has it in hand, or it waits no more. */
async function lockPending({ sql }: TenantWork, id: string): Promise<Pending | undefined> {
  const [row] = await sql<Pending[]>`
    select o.id, o.fence, o.due_at, o.retry_at, s.id as schedule_id, s.user_id, s.persona_id, s.context, s.rule, s.zone
    from occurrences o join schedules s on s.id = o.schedule_id
    where o.id = ${id} and o.state = 'scheduled' and s.status <> 'paused' and s.removed_at is null
    for update of o skip locked`
  return row
}

/** The end of an occurrence and the beginning of the next are one. False when it was decided meanwhile. */
async function decide(
  work: TenantWork,
  { id, fence, dueAt, scheduleId, rule, zone }: Pending,
  state: 'dialed' | 'skipped' | 'expired',
  reason: string | null,
  callId: string | null = null,
): Promise<boolean> {
  const [decided] = await work.sql`
    update occurrences set state = ${state}, fence = fence + 1, reason = ${reason}, call_id = ${callId}, decided_at = now(),
      tries = tries + ${state === 'dialed' ? 1 : 0}
    where id = ${id} and state = 'scheduled' and fence = ${fence} returning 1`
  if (decided === undefined) return false
  await scheduleNext(work, { id: scheduleId, rule, zone }, dueAt)
  return true
}

/** What the person reads beside the call that did not come. Quiet hours are theirs to set, and these are their own calls. */
const REASONS: Record<Refusal, string> = {
  phone_unverified: 'your phone is not verified',
  country: 'your number cannot be called',
  opted_out: 'your number opted out of calls',
  no_persona: 'the persona was removed',
  too_little_credit: 'not enough credit',
  line_busy: 'a call to your number is already under way',
}

type Claimed = z.input<typeof contract.claimOccurrence.output>

export const claimOccurrence = forResolver(
  contract.claimOccurrence,
  async (work, { occurrenceId, tokenHash }): Promise<Claimed> => {
    const gone: Claimed = { kind: 'gone' }
    const [owned] = await work.sql<Owned[]>`select id, account_id from occurrences where id = ${occurrenceId}`
    if (owned === undefined) return gone
    const tenant = await actFor(work, owned.accountId)
    const pending = await lockPending(tenant, occurrenceId)
    if (pending === undefined) return gone
    const dueAt = new Date(Math.max(pending.dueAt.getTime(), pending.retryAt?.getTime() ?? 0))
    if (dueAt > work.now) return { kind: 'early', dueAt: iso(dueAt) }
    if (pending.dueAt <= msAfter(work.now, -contract.USEFUL_MS)) {
      return (await decide(tenant, pending, 'expired', EXPIRED)) ? { kind: 'skipped', reason: EXPIRED } : gone
    }
    return claim(tenant, pending, tokenHash)
  },
)

async function claim(work: TenantWork, pending: Pending, tokenHash: string): Promise<Claimed> {
  const { userId: user, personaId, context, scheduleId, id: occurrenceId } = pending
  const begun = await beginDial(work, { user, personaId, context, tokenHash, scheduleId, occurrenceId })
  if (begun.kind === 'refused') {
    const reason = REASONS[begun.why]
    return (await decide(work, pending, 'skipped', reason)) ? { kind: 'skipped', reason } : { kind: 'gone' }
  }
  // The row is locked since it was read, so it cannot have been decided; were it so, nothing of this may remain.
  if (!(await decide(work, pending, 'dialed', null, begun.dial.callId)))
    throw new Error('a claimed occurrence moved on')
  return { kind: 'dial', dial: begun.dial }
}

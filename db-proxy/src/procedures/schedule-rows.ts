// A schedule's row, and the one rule for its occurrences: the next is always there, computed one ahead.
import type { z } from 'zod'
import { newId } from '@callback/contracts/ids'
import { USEFUL_MS } from '@callback/contracts/db/schedules'
import { OccurrenceOutcome, Rule } from '@callback/contracts/schedules'
import type { Schedule } from '@callback/contracts/schedules'
import { nextOccurrence } from '@callback/domain/recurrence'
import type { TenantWork } from '../work.ts'
import { iso } from './instants.ts'

export type ScheduleRow = {
  id: string
  userId: string
  personaId: string
  personaName: string
  context: string | null
  rule: unknown
  zone: string
  status: 'active' | 'paused' | 'done'
  createdAt: Date
  nextId: string | null
  nextDueAt: Date | null
  nextKey: string | null
  nextShifted: boolean | null
  lastDueAt: Date | null
  lastState: string | null
  lastReason: string | null
  lastCallId: string | null
}

export const selectSchedules = ({ sql }: TenantWork) => sql`
  select s.id, s.user_id, s.persona_id, v.name as persona_name, s.context, s.rule, s.zone, s.status, s.created_at,
    next.id as next_id, next.due_at as next_due_at, next.local_key as next_key, next.gap_shifted as next_shifted,
    last.due_at as last_due_at, last.state as last_state, last.reason as last_reason, last.call_id as last_call_id
  from schedules s
  join personas p on p.id = s.persona_id
  join persona_versions v on v.persona_id = p.id and v.version = p.version
  left join lateral (
    select o.id, o.due_at, o.local_key, o.gap_shifted from occurrences o
    where o.schedule_id = s.id and o.state = 'scheduled' order by o.due_at limit 1) next on true
  left join lateral (
    select o.due_at, o.state, o.reason, o.call_id from occurrences o
    where o.schedule_id = s.id and o.state in ('dialed', 'skipped', 'expired') order by o.due_at desc limit 1) last on true`

export async function findSchedule(work: TenantWork, id: string): Promise<ScheduleRow | undefined> {
  const [row] = await work.sql<ScheduleRow[]>`${selectSchedules(work)} where s.id = ${id} and s.removed_at is null`
  return row
}

export function toSchedule(row: ScheduleRow): z.input<typeof Schedule> {
  const { nextDueAt, nextKey, nextShifted, lastDueAt } = row
  return {
    id: row.id,
    personaId: row.personaId,
    personaName: row.personaName,
    context: row.context,
    rule: Rule.parse(row.rule),
    zone: row.zone,
    status: row.status,
    next:
      nextDueAt === null || nextKey === null
        ? null
        : { dueAt: iso(nextDueAt), local: nextKey, gapShifted: nextShifted === true },
    last:
      lastDueAt === null
        ? null
        : {
            dueAt: iso(lastDueAt),
            outcome: OccurrenceOutcome.parse(row.lastState),
            reason: row.lastReason,
            callId: row.lastCallId,
          },
    createdAt: iso(row.createdAt),
  }
}

/** Occurrences missed in one go that are written down one by one; older ones say nothing more. */
const MISSED_MAX = 100

type Repeating = Pick<ScheduleRow, 'id' | 'rule' | 'zone'>

/**
 * Enters the next occurrence after a moment. Those whose use is past already, after an outage, are entered as expired.
 * A rule that has none left ends the schedule.
 */
export async function scheduleNext(work: TenantWork, schedule: Repeating, after: Date): Promise<void> {
  const { sql, account, now } = work
  const rule = Rule.parse(schedule.rule)
  const uselessMs = now.getTime() - USEFUL_MS
  let next = nextOccurrence(rule, schedule.zone, after.getTime())
  for (let missed = 0; next !== null && next.dueAtMs < uselessMs && missed < MISSED_MAX; missed += 1) {
    await sql`
      insert into occurrences (id, account_id, schedule_id, local_key, due_at, gap_shifted, state, reason, decided_at)
      values (${newId('occurrence')}, ${account}, ${schedule.id}, ${next.localKey}, ${new Date(next.dueAtMs)},
        ${next.gapShifted}, 'expired', ${EXPIRED}, now())
      on conflict do nothing`
    next = nextOccurrence(rule, schedule.zone, next.dueAtMs)
  }
  if (next !== null && next.dueAtMs < uselessMs) next = nextOccurrence(rule, schedule.zone, uselessMs)
  if (next === null) {
    await sql`update schedules set status = 'done' where id = ${schedule.id} and status = 'active'`
    return
  }
  // A rule changed to and fro comes back to an occurrence it cancelled.
  await sql`
    insert into occurrences (id, account_id, schedule_id, local_key, due_at, gap_shifted)
    values (${newId('occurrence')}, ${account}, ${schedule.id}, ${next.localKey}, ${new Date(next.dueAtMs)}, ${next.gapShifted})
    on conflict (schedule_id, local_key) do update
      set state = 'scheduled', fence = occurrences.fence + 1, due_at = excluded.due_at, gap_shifted = excluded.gap_shifted,
        decided_at = null, reason = null, retry_at = null
      where occurrences.state = 'cancelled'`
}

export const EXPIRED = 'its time had passed before it could be rung'

// A person's schedules. Every change makes the pending occurrence anew.
import * as contract from '@callback/contracts/db/schedules'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import type { Rule } from '@callback/contracts/schedules'
import { nextOccurrence } from '@callback/domain/recurrence'
import { forPerson, found } from '../work.ts'
import type { PersonWork } from '../work.ts'
import { iso, msAfter } from './instants.ts'
import { pageOf, rowsFor } from './paging.ts'
import { findPersona } from './personas.ts'
import { findSchedule, scheduleNext, selectSchedules, toSchedule } from './schedule-rows.ts'
import type { ScheduleRow } from './schedule-rows.ts'

/** Living schedules of an account. */
export const SCHEDULES_MAX = 200

export const createSchedule = forPerson(contract.createSchedule, async (work, draft) => {
  const { sql, account, user, now } = work
  found(await findPersona(work, draft.personaId), 'persona')
  const [living] = await sql<{ schedules: number }[]>`
    select count(*)::int as schedules from schedules where removed_at is null and status <> 'done'`
  if (living !== undefined && living.schedules >= SCHEDULES_MAX) {
    throw new AppError('refused', 'This account has as many schedules as it may. Remove one first.')
  }
  const zone = draft.zone ?? (await zoneOf(work))
  refusePast(draft.rule, zone, now)
  const id = newId('schedule')
  await sql`
    insert into schedules (id, account_id, user_id, persona_id, context, rule, zone)
    values (${id}, ${account}, ${user}, ${draft.personaId}, ${draft.context ?? null}, ${sql.json(draft.rule)}, ${zone})`
  await scheduleNext(work, { id, rule: draft.rule, zone }, now)
  return saved(work, id)
})

export const updateSchedule = forPerson(contract.updateSchedule, async (work, { id, change }) => {
  const { sql, now } = work
  found((await sql`select 1 from schedules where id = ${id} and removed_at is null for update`)[0], 'schedule')
  const current = found(await findSchedule(work, id), 'schedule')
  if (change.personaId !== undefined) found(await findPersona(work, change.personaId), 'persona')
  const rule = change.rule ?? toSchedule(current).rule
  const zone = change.zone ?? current.zone
  // A schedule that is done begins again when it gets a new time.
  const timed = change.rule !== undefined || change.zone !== undefined
  const status = change.status ?? (current.status === 'done' && timed ? 'active' : current.status)
  if (status === 'active') refusePast(rule, zone, now)
  await sql`
    update schedules set persona_id = ${change.personaId ?? current.personaId}, rule = ${sql.json(rule)}, zone = ${zone},
      context = ${change.context === undefined ? current.context : change.context}, status = ${status}
    where id = ${id}`
  await cancelPending(work, id, 'the schedule was changed')
  if (status === 'active') await scheduleNext(work, { id, rule, zone }, now)
  return saved(work, id)
})

export const removeSchedule = forPerson(contract.removeSchedule, async (work, { id }) => {
  const [row] = await work.sql`
    update schedules set removed_at = now(), status = 'done' where id = ${id} and removed_at is null returning 1`
  found(row, 'schedule')
  await cancelPending(work, id, 'the schedule was removed')
  return { removed: true as const }
})

export const getSchedule = forPerson(contract.getSchedule, async (work, { id }) => {
  return toSchedule(found(await findSchedule(work, id), 'schedule'))
})

/** The next to ring first; those without a next call last. */
export const listSchedules = forPerson(contract.listSchedules, async (work, page) => {
  const { sql } = work
  const key = sql`coalesce(next.due_at, 'infinity'::timestamptz)`
  const after = page.before === undefined ? sql`` : sql`
    and (${key}, s.id) > (
      select coalesce(min(o.due_at), 'infinity'::timestamptz), b.id
      from schedules b left join occurrences o on o.schedule_id = b.id and o.state = 'scheduled'
      where b.id = ${page.before} group by b.id)` // prettier-ignore
  const rows = await sql<ScheduleRow[]>`
    ${selectSchedules(work)} where s.removed_at is null ${after} order by ${key}, s.id limit ${rowsFor(page)}`
  return pageOf(rows, page, toSchedule, (row) => row.id)
})

async function saved(work: PersonWork, id: string) {
  const row = found(await findSchedule(work, id), 'schedule')
  const { nextId, nextDueAt } = row
  const isSoon = nextDueAt !== null && nextDueAt < msAfter(work.now, contract.SWEEP_AHEAD_MS)
  const soon = isSoon && nextId !== null ? { occurrenceId: nextId, dueAt: iso(nextDueAt) } : null
  return { schedule: toSchedule(row), soon }
}

async function cancelPending({ sql }: PersonWork, id: string, reason: string): Promise<void> {
  await sql`
    update occurrences set state = 'cancelled', fence = fence + 1, decided_at = now(), reason = ${reason}
    where schedule_id = ${id} and state = 'scheduled'`
}

async function zoneOf({ sql, user }: PersonWork): Promise<string> {
  const [row] = await sql<{ zone: string }[]>`select zone from users where id = ${user}`
  return found(row, 'user').zone
}

function refusePast(rule: Rule, zone: string, now: Date): void {
  if (nextOccurrence(rule, zone, now.getTime()) !== null) return
  throw new AppError('invalid_input', 'Some fields are not right.', { fields: { 'rule.time': 'must lie ahead' } })
}

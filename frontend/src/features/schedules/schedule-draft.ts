// The schedule form's fields ↔ what is sent. Pure.
import type { Rule, Schedule } from '@callback/contracts/schedules'
import { dateIn } from '../../words/schedule.ts'
import type { ScheduleChange, ScheduleDraft } from './schedules.store.ts'

export type ScheduleFields = {
  personaId: string
  kind: Rule['kind']
  date: string
  days: number[]
  time: string
  zone: string
  context: string
}

export type ScheduleStart = { personaId: string; zone: string; nowMs: number; schedule: Schedule | null }

export function fieldsOf({ personaId, zone, nowMs, schedule }: ScheduleStart): ScheduleFields {
  const fresh = { personaId, zone, context: '', kind: 'weekly' as const, days: [1, 2, 3, 4, 5], time: '07:00' }
  const date = dateIn(1, nowMs, schedule?.zone ?? zone)
  if (schedule === null) return { ...fresh, date }
  const kept = { ...fresh, date, personaId: schedule.personaId, zone: schedule.zone, context: schedule.context ?? '' }
  return { ...kept, ...schedule.rule }
}

export function ruleOf({ kind, date, days, time }: ScheduleFields): Rule {
  return kind === 'once' ? { kind, date, time } : { kind, days: days.toSorted((a, b) => a - b), time }
}

export function draftOf(fields: ScheduleFields): ScheduleDraft {
  const context = fields.context.trim()
  const { personaId, zone } = fields
  return { personaId, zone, rule: ruleOf(fields), ...(context === '' ? {} : { context }) }
}

export function changeOf(fields: ScheduleFields): ScheduleChange {
  const { personaId, zone } = fields
  return { personaId, zone, rule: ruleOf(fields), context: fields.context.trim() || null }
}

/** The field under which the contract reports a mistake in days or date. */
export function ruleError(
  fields: Readonly<Record<string, string>>,
  name: 'date' | 'days' | 'time',
): string | undefined {
  return fields[`rule.${name}`]
}

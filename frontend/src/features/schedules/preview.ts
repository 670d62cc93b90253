// When the schedule being written would ring next, by the same rule the service uses.
import { nextOccurrence } from '@callback/domain/recurrence'
import { Rule } from '@callback/contracts/schedules'
import { isZone } from '@callback/domain/wall-time'
import { dayName, relative, timeOfDay } from '../../words/moment.ts'
import { ruleOf, type ScheduleFields } from './schedule-draft.ts'

export type Preview = { kind: 'rings'; words: string; note: string | null } | { kind: 'past' } | { kind: 'incomplete' }

export function previewOf(fields: ScheduleFields, nowMs: number, ownZone: string): Preview {
  const rule = Rule.safeParse(ruleOf(fields))
  if (!rule.success || !isZone(fields.zone)) return { kind: 'incomplete' }
  const next = nextOccurrence(rule.data, fields.zone, nowMs)
  if (next === null) return { kind: 'past' }
  const at = new Date(next.dueAtMs).toISOString()
  const words = `${dayName(next.dueAtMs, nowMs, fields.zone)}, ${timeOfDay(next.dueAtMs, fields.zone)}, ${relative(at, nowMs)}`
  if (next.gapShifted)
    return { kind: 'rings', words, note: 'The clocks skip that time on this day, so it rings later.' }
  const abroad = fields.zone !== ownZone
  return { kind: 'rings', words, note: abroad ? `${timeOfDay(next.dueAtMs, ownZone)} in your own zone.` : null }
}

// Schedules: a rule in the person's own zone, and when it rings next.
import { z } from 'zod'
import { CallId, PersonaId, ScheduleId } from './ids.ts'
import {
  Instant,
  LocalDate,
  LocalTime,
  NoBody,
  NoParams,
  NoQuery,
  Nothing,
  page,
  PageQuery,
  prose,
  Zone,
} from './fields.ts'
import { CONTEXT_CHARS_MAX } from './calls.ts'
import { route } from './route.ts'

export const Rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('once'), date: LocalDate, time: LocalTime }),
  z.strictObject({
    kind: z.literal('weekly'),
    /** 1 = Monday … 7 = Sunday. */
    days: z
      .array(z.int().min(1).max(7))
      .min(1, 'must name at least one day')
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'must not name a day twice'),
    time: LocalTime,
  }),
])
export type Rule = z.infer<typeof Rule>

export const OccurrenceOutcome = z.enum(['dialed', 'skipped', 'expired', 'cancelled'])

export const Schedule = z.object({
  id: ScheduleId,
  personaId: PersonaId,
  personaName: z.string(),
  context: z.string().nullable(),
  rule: Rule,
  zone: z.string(),
  status: z.enum(['active', 'paused', 'done']),
  /** `local` is the wall time it stands for; `gapShifted` says the clock skips that time and the call comes later. */
  next: z.object({ dueAt: Instant, local: z.string(), gapShifted: z.boolean() }).nullable(),
  last: z
    .object({ dueAt: Instant, outcome: OccurrenceOutcome, reason: z.string().nullable(), callId: CallId.nullable() })
    .nullable(),
  createdAt: Instant,
})
export type Schedule = z.infer<typeof Schedule>

const at = { service: 'orchestrator' as const, access: 'user' as const }
const byId = z.strictObject({ id: ScheduleId })

export const createSchedule = route({
  ...at,
  name: 'createSchedule',
  method: 'POST',
  path: '/v1/schedules',
  status: 201,
  summary: 'Schedule a call. Without a zone, the person’s own is taken.',
  idempotent: true,
  params: NoParams,
  query: NoQuery,
  body: z.strictObject({
    personaId: PersonaId,
    context: prose(CONTEXT_CHARS_MAX).optional(),
    rule: Rule,
    zone: Zone.optional(),
  }),
  output: Schedule,
})

export const listSchedules = route({
  ...at,
  name: 'listSchedules',
  method: 'GET',
  path: '/v1/schedules',
  status: 200,
  summary: 'Schedules, the next to ring first.',
  params: NoParams,
  query: PageQuery,
  body: NoBody,
  output: page(Schedule),
})

export const getSchedule = route({
  ...at,
  name: 'getSchedule',
  method: 'GET',
  path: '/v1/schedules/:id',
  status: 200,
  summary: 'One schedule.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Schedule,
})

export const updateSchedule = route({
  ...at,
  name: 'updateSchedule',
  method: 'PATCH',
  path: '/v1/schedules/:id',
  status: 200,
  summary: 'Change a schedule; pending occurrences are made anew.',
  params: byId,
  query: NoQuery,
  body: z.strictObject({
    personaId: PersonaId.optional(),
    context: prose(CONTEXT_CHARS_MAX).nullable().optional(),
    rule: Rule.optional(),
    zone: Zone.optional(),
    status: z.enum(['active', 'paused']).optional(),
  }),
  output: Schedule,
})

export const removeSchedule = route({
  ...at,
  name: 'removeSchedule',
  method: 'DELETE',
  path: '/v1/schedules/:id',
  status: 204,
  summary: 'Cancel a schedule. A call that already rings goes on.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Nothing,
})

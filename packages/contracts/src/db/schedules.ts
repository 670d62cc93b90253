// Procedures about schedules and their occurrences. A due occurrence becomes a dial in one transaction.
import { z } from 'zod'
import { OccurrenceId, ScheduleId } from '../ids.ts'
import { Instant, page, PageQuery } from '../fields.ts'
import * as api from '../schedules.ts'
import { Dial } from './calls.ts'
import { procedure } from './procedure.ts'

const principal = { kind: 'principal' } as const
const ById = z.strictObject({ id: ScheduleId })

/** How far ahead a sweep looks, so that a cron tick a minute always hints before the due time. */
export const SWEEP_AHEAD_MS = 90_000
/** A call rung later than this after its time is useless: it is expired and told, never rung. */
export const USEFUL_MS = 15 * 60_000

/** A schedule, and its next occurrence when that is so close that no sweep may come before it. */
const Saved = z.object({
  schedule: api.Schedule,
  soon: z.object({ occurrenceId: OccurrenceId, dueAt: Instant }).nullable(),
})

export const createSchedule = procedure({
  name: 'schedules.create',
  authority: principal,
  callers: ['orchestrator'],
  idempotent: true,
  input: api.createSchedule.body,
  output: Saved,
})

export const listSchedules = procedure({
  name: 'schedules.list',
  authority: principal,
  callers: ['orchestrator'],
  reads: true,
  input: PageQuery,
  output: page(api.Schedule),
})

export const getSchedule = procedure({
  name: 'schedules.get',
  authority: principal,
  callers: ['orchestrator'],
  reads: true,
  input: ById,
  output: api.Schedule,
})

export const updateSchedule = procedure({
  name: 'schedules.update',
  authority: principal,
  callers: ['orchestrator'],
  input: z.strictObject({ id: ScheduleId, change: api.updateSchedule.body }),
  output: Saved,
})

export const removeSchedule = procedure({
  name: 'schedules.remove',
  authority: principal,
  callers: ['orchestrator'],
  input: ById,
  output: z.object({ removed: z.literal(true) }),
})

/** Occurrences due within SWEEP_AHEAD_MS. Claims nothing; also expires those past their use, and makes missing next ones. */
export const dueOccurrences = procedure({
  name: 'occurrences.due',
  authority: { kind: 'resolver' },
  callers: ['executor'],
  input: z.strictObject({ limit: z.int().min(1).max(1000) }),
  output: z.object({ items: z.array(z.object({ occurrenceId: OccurrenceId, dueAt: Instant })) }),
})

/**
 * Claims a due occurrence and, in the same transaction, checks it and commits call, attempt and hold.
 * `early`: not due yet, ask again then. `gone`: claimed, changed or cancelled meanwhile. `skipped` is recorded with its reason.
 */
export const claimOccurrence = procedure({
  name: 'occurrences.claim',
  authority: { kind: 'resolver' },
  callers: ['orchestrator'],
  input: z.strictObject({ occurrenceId: OccurrenceId, tokenHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  output: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('dial'), dial: Dial }),
    z.object({ kind: z.literal('skipped'), reason: z.string() }),
    z.object({ kind: z.literal('early'), dueAt: Instant }),
    z.object({ kind: z.literal('gone') }),
  ]),
})

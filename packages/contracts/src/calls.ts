// Calls: ring now, look, read what was said, hang up.
import { z } from 'zod'
import { CALL_STATUSES, END_REASONS } from '@callback/domain/call-status'
import { COST_SERVICES, USAGE_UNITS } from '@callback/domain/prices'
import { CallId, PersonaId, ScheduleId } from './ids.ts'
import { Instant, MicroUsd, Millicredits, NoBody, NoParams, NoQuery, page, PageQuery, prose } from './fields.ts'
import { route } from './route.ts'

export const CallStatus = z.enum(CALL_STATUSES)
export const EndReason = z.enum(END_REASONS)

/** Longest line of context a call may be given: it goes into the prompt whole. */
export const CONTEXT_CHARS_MAX = 500

export const Call = z.object({
  id: CallId,
  personaId: PersonaId,
  personaName: z.string(),
  personaVersion: z.int(),
  direction: z.enum(['outbound', 'inbound']),
  trust: z.enum(['known', 'trial']),
  status: CallStatus,
  context: z.string().nullable(),
  scheduleId: ScheduleId.nullable(),
  createdAt: Instant,
  answeredAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  endReason: EndReason.nullable(),
  connectedSeconds: z.int(),
  heldSeconds: z.int(),
  rateMillicreditsPerMinute: Millicredits,
  chargedMillicredits: Millicredits,
})
export type Call = z.infer<typeof Call>

/** Milliseconds since the caller fell silent (or, for a greeting, since the stream opened); absent where not reached. */
export const TurnTimings = z.object({
  endOfTurn: z.int().optional(),
  firstToken: z.int().optional(),
  firstAudio: z.int().optional(),
  firstFrame: z.int().optional(),
  heard: z.int().optional(),
})
export type TurnTimings = z.infer<typeof TurnTimings>

export const Turn = z.object({
  seq: z.int().min(0),
  speaker: z.enum(['caller', 'persona']),
  /** What was generated (persona) or recognised (caller). */
  text: z.string().max(8000),
  /** What was really heard: for the caller the same text, for a persona the part that was played. */
  heard: z.string().max(8000),
  cutShort: z.boolean(),
  startedAt: Instant,
  timings: TurnTimings.nullable(),
})
export type Turn = z.infer<typeof Turn>

export const Receipt = z.object({
  callId: CallId,
  connectedSeconds: z.int(),
  rateMillicreditsPerMinute: Millicredits,
  heldMillicredits: Millicredits,
  chargedMillicredits: Millicredits,
  releasedMillicredits: Millicredits,
  /** Null while the call is not settled. */
  settledAt: Instant.nullable(),
  lines: z.array(
    z.object({
      service: z.enum(COST_SERVICES),
      provider: z.string(),
      model: z.string(),
      unit: z.enum(USAGE_UNITS),
      quantity: z.int(),
      costMicroUsd: MicroUsd,
    }),
  ),
  costMicroUsd: MicroUsd,
})
export type Receipt = z.infer<typeof Receipt>

const at = { service: 'orchestrator' as const, access: 'user' as const }
const byId = z.strictObject({ id: CallId })

export const createCall = route({
  ...at,
  name: 'createCall',
  method: 'POST',
  path: '/v1/calls',
  status: 201,
  summary: 'Ring the signed-in person’s verified phone now.',
  idempotent: true,
  params: NoParams,
  query: NoQuery,
  body: z.strictObject({ personaId: PersonaId, context: prose(CONTEXT_CHARS_MAX).optional() }),
  output: Call,
})

export const listCalls = route({
  ...at,
  name: 'listCalls',
  method: 'GET',
  path: '/v1/calls',
  status: 200,
  summary: 'Calls, newest first.',
  params: NoParams,
  query: PageQuery,
  body: NoBody,
  output: page(Call),
})

export const getCall = route({
  ...at,
  name: 'getCall',
  method: 'GET',
  path: '/v1/calls/:id',
  status: 200,
  summary: 'One call.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Call,
})

export const listTurns = route({
  ...at,
  name: 'listTurns',
  method: 'GET',
  path: '/v1/calls/:id/turns',
  status: 200,
  summary: 'The transcript: what was said and what was really heard.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: z.object({ items: z.array(Turn) }),
})

export const getReceipt = route({
  name: 'getReceipt',
  service: 'costs',
  access: 'user',
  method: 'GET',
  path: '/v1/calls/:id/receipt',
  status: 200,
  summary: 'What the call cost, by service, and what was charged.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Receipt,
})

export const hangUpCall = route({
  ...at,
  name: 'hangUpCall',
  method: 'POST',
  path: '/v1/calls/:id/hang-up',
  status: 200,
  summary: 'End a call that rings or is in progress. Ending an ended call answers with it unchanged.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Call,
})

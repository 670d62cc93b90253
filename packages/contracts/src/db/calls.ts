// Procedures about calls: intent before effect, one answer, one settlement.
import { z } from 'zod'
import { AttemptId, CallId, PersonaId } from '../ids.ts'
import { Instant, Phone, prose, page, PageQuery } from '../fields.ts'
import * as api from '../calls.ts'
import { Brief, CallEnd } from '../node.ts'
import { CapabilityToken } from '../capability.ts'
import { procedure } from './procedure.ts'

const principal = { kind: 'principal' } as const
const resolver = { kind: 'resolver' } as const
const ofCall = { kind: 'capability', object: 'callId' } as const
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const CallSid = z.string().regex(/^CA[0-9a-f]{32}$/, 'must be a call sid')

/** Seconds the phone rings before Twilio gives up. */
export const RING_SECONDS = 30

/** All that is needed to ask Twilio for a call, once hold and attempt are committed. */
export const Dial = z.object({
  callId: CallId,
  attemptId: AttemptId,
  fence: z.int(),
  to: Phone,
  from: Phone,
  timeLimitSeconds: z.int(),
  ringSeconds: z.int(),
  /** For the `attempts.*` procedures, object = callId. */
  capability: CapabilityToken,
})
export type Dial = z.infer<typeof Dial>

/** Call, attempt and hold in one transaction. Errors: phone_unverified, too_little_credit, line_busy, refused (country, opt-out). */
export const placeCall = procedure({
  name: 'calls.place',
  authority: principal,
  callers: ['orchestrator'],
  idempotent: true,
  input: z.strictObject({
    personaId: PersonaId,
    context: prose(api.CONTEXT_CHARS_MAX).nullable(),
    /** SHA-256 of the one-time token the callbacks will carry. */
    tokenHash: Sha256,
  }),
  output: z.object({ call: api.Call, dial: Dial }),
})

const AttemptInput = { callId: CallId, attemptId: AttemptId, fence: z.int() }
const Applied = z.object({ applied: z.boolean(), call: api.Call })

/** Twilio answered with a sid. */
export const attemptPlaced = procedure({
  name: 'attempts.placed',
  authority: ofCall,
  callers: ['orchestrator'],
  input: z.strictObject({ ...AttemptInput, callSid: CallSid }),
  output: Applied,
})

/** Twilio definitely refused, or the call was definitely never made: the hold is released, the call is `failed`. */
export const attemptFailed = procedure({
  name: 'attempts.failed',
  authority: ofCall,
  callers: ['orchestrator'],
  input: z.strictObject({ ...AttemptInput, reason: z.string().max(200) }),
  output: Applied,
})

/** Nobody knows whether Twilio took it: never dialled again, looked for instead. */
export const attemptAmbiguous = procedure({
  name: 'attempts.ambiguous',
  authority: ofCall,
  callers: ['orchestrator'],
  input: z.strictObject({ ...AttemptInput, reason: z.string().max(200) }),
  output: Applied,
})

/** Attempts left `dialing` or `ambiguous` for longer than they should: to be looked up at Twilio. */
export const stuckAttempts = procedure({
  name: 'attempts.stuck',
  authority: resolver,
  callers: ['executor', 'orchestrator'],
  reads: true,
  input: z.strictObject({ limit: z.int().min(1).max(100) }),
  output: z.object({ items: z.array(z.object({ dial: Dial, since: Instant, lookUntil: Instant })) }),
})

/** An answered call, of either direction. The same CallSid always gets the same answer. */
export const AnswerOutcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('connect'),
    callId: CallId,
    epoch: z.int(),
    ticketExpiresAtMs: z.number(),
    timeLimitSeconds: z.int(),
    direction: z.enum(['outbound', 'inbound']),
    capability: CapabilityToken,
  }),
  z.object({
    kind: z.literal('hang_up'),
    reason: z.enum(['unknown_token', 'already_answered', 'over', 'no_persona', 'too_little_credit', 'trial_used_up']),
  }),
])
export type AnswerOutcome = z.infer<typeof AnswerOutcome>

/** Outbound leg answered: the first CallSid to come with the token wins (compare-and-set), others hear a hang-up. */
export const answerOutbound = procedure({
  name: 'calls.answer_outbound',
  authority: resolver,
  callers: ['orchestrator'],
  input: z.strictObject({ tokenHash: Sha256, callSid: CallSid }),
  output: AnswerOutcome,
})

/** Somebody rings a persona's number. Only an attested number (or a PIN, later) is the person it claims to be. */
export const answerInbound = procedure({
  name: 'calls.answer_inbound',
  authority: resolver,
  callers: ['orchestrator'],
  input: z.strictObject({ callSid: CallSid, from: z.string().max(64), to: z.string().max(64), attested: z.boolean() }),
  output: AnswerOutcome,
})

/** A call that was answered but cannot be connected (no voice node): failed, hold released. */
export const callUnconnected = procedure({
  name: 'calls.unconnected',
  authority: ofCall,
  callers: ['orchestrator'],
  input: z.strictObject({ callId: CallId, reason: z.string().max(200) }),
  output: z.object({ call: api.Call }),
})

export const getCall = procedure({
  name: 'calls.get',
  authority: principal,
  callers: ['orchestrator', 'voice'],
  reads: true,
  input: z.strictObject({ id: CallId }),
  output: api.Call,
})

export const listCalls = procedure({
  name: 'calls.list',
  authority: principal,
  callers: ['orchestrator'],
  reads: true,
  input: PageQuery,
  output: page(api.Call),
})

export const listTurns = procedure({
  name: 'turns.list',
  authority: principal,
  callers: ['orchestrator'],
  reads: true,
  input: z.strictObject({ callId: CallId }),
  output: z.object({ items: z.array(api.Turn) }),
})

/** What must be told to hang up. A call whose dial is not placed yet is only marked: the dialler sees the mark and cancels. */
export const hangUpCall = procedure({
  name: 'calls.hang_up',
  authority: principal,
  callers: ['orchestrator'],
  input: z.strictObject({ id: CallId }),
  output: z.object({ call: api.Call, callSid: z.string().nullable(), nodeId: z.string().nullable() }),
})

/** Redeems a ticket by compare-and-set: once per call and epoch. `refused` says nothing more to the node. */
export const redeemTicket = procedure({
  name: 'tickets.redeem',
  authority: resolver,
  callers: ['node'],
  input: z.strictObject({
    ticket: z.string().max(200),
    callSid: CallSid,
    streamSid: z.string().max(64),
    nodeId: z.string().max(40),
  }),
  output: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('granted'),
      brief: Brief,
      /** For turns.append and call.finish, object = callId. */
      capability: CapabilityToken,
    }),
    z.object({ kind: z.literal('refused') }),
  ]),
})

/** Upsert by (call, seq): the journal may send a turn again. */
export const appendTurns = procedure({
  name: 'turns.append',
  authority: ofCall,
  callers: ['node'],
  input: z.strictObject({ callId: CallId, turns: z.array(api.Turn).min(1).max(100) }),
  output: z.object({ stored: z.int() }),
})

/** Status, usage, settlement, release and after-call jobs, in one transaction. A second finish changes nothing. */
export const finishCall = procedure({
  name: 'call.finish',
  authority: ofCall,
  callers: ['node'],
  input: CallEnd,
  output: z.object({ call: api.Call }),
})

/** Calls whose node or callbacks went silent past what is held: to be looked up, then settled. */
export const overdueCalls = procedure({
  name: 'calls.overdue',
  authority: resolver,
  callers: ['executor', 'orchestrator'],
  reads: true,
  input: z.strictObject({ limit: z.int().min(1).max(100) }),
  output: z.object({
    items: z.array(z.object({ callId: CallId, callSid: z.string().nullable(), capability: CapabilityToken })),
  }),
})

/** The one settlement, key `charge:<call>`: by the second, never past the hold; an unanswered call costs nothing. */
export const settleCall = procedure({
  name: 'call.settle',
  authority: ofCall,
  callers: ['executor', 'orchestrator'],
  input: z.strictObject({ callId: CallId, endReason: api.EndReason }),
  output: z.object({ call: api.Call }),
})

export const getReceipt = procedure({
  name: 'receipts.get',
  authority: principal,
  callers: ['costs'],
  reads: true,
  input: z.strictObject({ callId: CallId }),
  output: api.Receipt,
})

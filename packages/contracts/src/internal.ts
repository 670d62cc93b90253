// Routes between Workers. They go over service bindings only; no public door serves them.
import { z } from 'zod'
import { EndReason } from './calls.ts'
import { CallId, JobId, OccurrenceId } from './ids.ts'
import { Identity } from './db/people.ts'

export type InternalRoute<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly path: `/internal/${string}`
  readonly input: I
  readonly output: O
}

function internal<I extends z.ZodType, O extends z.ZodType>(spec: InternalRoute<I, O>): InternalRoute<I, O> {
  return spec
}

/** gateway → auth: a session whose access token ran out. One refresh per session at a time; null means signed out. */
export const refreshSession = internal({
  path: '/internal/sessions/refresh',
  input: z.strictObject({ sealed: z.string().max(8192) }),
  output: z.object({ sealed: z.string() }).nullable(),
})

/** gateway → auth: an API key's secret. Null: unknown or revoked. */
export const resolveApiKey = internal({
  path: '/internal/keys/resolve',
  input: z.strictObject({ secret: z.string().max(200) }),
  output: z.object({ identity: Identity, scopes: z.array(z.string()) }).nullable(),
})

/** webhooks → orchestrator: Twilio asks what to do with an answered or incoming call. Idempotent by CallSid. */
export const answerCall = internal({
  path: '/internal/answer',
  input: z.strictObject({
    callSid: z.string(),
    from: z.string().max(64),
    to: z.string().max(64),
    /** The `t` query parameter of an outbound call's URL. */
    token: z.string().max(100).nullable(),
    attested: z.boolean(),
  }),
  output: z.object({ twiml: z.string() }),
})

/** executor → orchestrator: look up attempts nobody heard of again, and calls past what is held. */
export const reap = internal({
  path: '/internal/reap',
  input: z.strictObject({ limit: z.int().min(1).max(100) }),
  output: z.object({ attemptsResolved: z.int(), callsSettled: z.int() }),
})

/** orchestrator → voice: TwiML that opens this call's media stream on a living node. The same input gives the same bytes. */
export const issueTicket = internal({
  path: '/internal/tickets',
  input: z.strictObject({ callId: CallId, epoch: z.int(), ticketExpiresAtMs: z.number() }),
  output: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('connect'), twiml: z.string() }),
    z.object({ kind: z.literal('no_node') }),
  ]),
})

/** orchestrator → voice: tell the node that holds the call to end it. `told: false` when no such node answers. */
export const hangUpOnNode = internal({
  path: '/internal/hang-up',
  input: z.strictObject({ callId: CallId, nodeId: z.string().max(40), reason: EndReason }),
  output: z.object({ told: z.boolean() }),
})

/** Queue `dials`: look at this occurrence. Late, doubled or never; the row decides. */
export const DialHint = z.strictObject({ occurrenceId: OccurrenceId })
export type DialHint = z.infer<typeof DialHint>

/** Queue `after-call`: there may be work for this call or job. */
export const AfterCallHint = z.union([z.strictObject({ callId: CallId }), z.strictObject({ jobId: JobId })])
export type AfterCallHint = z.infer<typeof AfterCallHint>

// Procedures of the webhook inbox: a verified notice is stored once, then applied together with what it changes.
import { z } from 'zod'
import { CallId, InboxId } from '../ids.ts'
import { procedure } from './procedure.ts'

const resolver = { kind: 'resolver' } as const

export const NOTICE_KINDS = [
  'twilio.status',
  'twilio.stream',
  'twilio.message',
  'twilio.recording',
  'twilio.amd',
  'twilio.sms',
  'stripe.event',
  'workos.event',
] as const

/** `duplicate`: this dedupe key is known; nothing was stored. */
export const receiveNotice = procedure({
  name: 'inbox.receive',
  authority: resolver,
  callers: ['webhooks'],
  input: z.strictObject({
    provider: z.enum(['twilio', 'stripe', 'workos']),
    kind: z.enum(NOTICE_KINDS),
    dedupeKey: z.string().min(1).max(300),
    /** Parsed fields of the notice; for twilio.status also `tokenHash`, the SHA-256 of the `t` query parameter. */
    payload: z.record(z.string().max(100), z.unknown()),
  }),
  output: z.object({ id: InboxId, duplicate: z.boolean() }),
})

/** Applies one stored notice in one transaction with the state change. Again is harmless. `endedCallId` hints after-call work. */
export const applyNotice = procedure({
  name: 'inbox.apply',
  authority: resolver,
  callers: ['webhooks', 'executor'],
  input: z.strictObject({ id: InboxId }),
  output: z.object({ kind: z.enum(['applied', 'ignored', 'failed']), endedCallId: CallId.nullable() }),
})

export const dueNotices = procedure({
  name: 'inbox.due',
  authority: resolver,
  callers: ['executor'],
  reads: true,
  input: z.strictObject({ limit: z.int().min(1).max(200) }),
  output: z.object({ ids: z.array(InboxId) }),
})

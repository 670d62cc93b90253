// Twilio's notices: kept once in the inbox, answered, then applied.
import { z } from 'zod'
import { sha256Hex } from '@callback/contracts/bytes'
import { invalidInput } from '@callback/contracts/errors'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'
import { storeNotice } from './inbox.ts'
import { twilioForm } from './twilio-request.ts'

const short = z.string().max(200)
const CallSid = z.string().regex(/^CA[0-9a-f]{32}$/, 'must be a call sid')

/** Only the fields that are used are kept: what is not stored need not be forgotten. */
const FORMS = {
  status: z.object({
    CallSid,
    CallStatus: short.min(1),
    SequenceNumber: z.string().regex(/^\d{1,6}$/).optional(), // prettier-ignore
    Timestamp: short.optional(),
    CallDuration: z.string().regex(/^\d{1,7}$/).optional(), // prettier-ignore
    SipResponseCode: short.optional(),
    AnsweredBy: short.optional(),
  }),
  stream: z.object({
    CallSid,
    StreamSid: short,
    StreamEvent: short.min(1),
    StreamError: short.optional(),
    Timestamp: short.optional(),
  }),
  message: z.object({ MessageSid: short.min(1), MessageStatus: short.min(1), ErrorCode: short.optional() }),
  recording: z.object({
    CallSid,
    RecordingSid: short.min(1),
    RecordingStatus: short.min(1),
    RecordingDuration: short.optional(),
  }),
  amd: z.object({ CallSid, AnsweredBy: short.min(1), MachineDetectionDuration: short.optional() }),
}
type Path = keyof typeof FORMS

/** What makes a notice the same notice when it comes again. */
const KEY_FIELDS: Record<Path, readonly string[]> = {
  status: ['CallSid', 'CallStatus', 'SequenceNumber'],
  stream: ['StreamSid', 'StreamEvent'],
  message: ['MessageSid', 'MessageStatus'],
  recording: ['RecordingSid', 'RecordingStatus'],
  amd: ['CallSid', 'AnsweredBy'],
}

export async function twilioNotice(c: EdgeContext<Env>, path: Path): Promise<Response> {
  const form = FORMS[path].safeParse(await twilioForm(c))
  if (!form.success) throw invalidInput(form.error)
  const fields = new Map(Object.entries(form.data))
  const token = c.req.query('t')
  await storeNotice(c, {
    provider: 'twilio',
    kind: `twilio.${path}`,
    dedupeKey: [path, ...KEY_FIELDS[path].map((name) => fields.get(name) ?? '')].join(':'),
    payload: { ...form.data, ...(token === undefined ? {} : { tokenHash: await sha256Hex(token) }) },
  })
  return c.body(null, 204)
}

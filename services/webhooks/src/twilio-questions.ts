// Twilio's questions: answered in the same reply, and the same way however often they are asked.
import { z } from 'zod'
import { AppError, invalidInput } from '@callback/contracts/errors'
import { answerCall } from '@callback/contracts/internal'
import { log } from '@callback/edge/log'
import { ask } from '@callback/edge/neighbour'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'
import { storeNotice } from './inbox.ts'
import { twilioForm } from './twilio-request.ts'

const VoiceForm = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/, 'must be a call sid'),
  From: z.string().min(1).max(64),
  To: z.string().min(1).max(64),
  CallStatus: z.string().max(20),
  StirVerstat: z.string().max(40).optional(),
})

const SmsForm = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/, 'must be a message sid'),
  From: z.string().min(1).max(64),
  To: z.string().min(1).max(64),
  Body: z.string().max(1600),
})

/** The only attestation that proves the caller may use the number it shows. */
const ATTESTED = 'TN-Validation-Passed-A'
const Token = z.string().regex(/^[A-Za-z0-9_-]{43}$/).nullable() // prettier-ignore

const xml = (twiml: string): Response => new Response(twiml, { headers: { 'content-type': 'text/xml; charset=utf-8' } })

export async function voiceQuestion(c: EdgeContext<Env>): Promise<Response> {
  const form = VoiceForm.safeParse(await twilioForm(c))
  if (!form.success) throw invalidInput(form.error)
  const token = Token.safeParse(c.req.query('t') ?? null)
  if (!token.success) throw new AppError('invalid_input', 'The token is not one.', { fields: { t: 'is not a token' } })
  const { CallSid, From, To, StirVerstat } = form.data
  const asked = { callSid: CallSid, from: From, to: To, token: token.data, attested: StirVerstat === ATTESTED }
  const { twiml } = await ask(c.get('env').ORCHESTRATOR, answerCall, asked, { requestId: c.get('requestId') })
  return xml(twiml)
}

/** Opt-out words are kept and applied; Twilio's own opt-out reply is enough, so nothing is said back. */
export async function smsQuestion(c: EdgeContext<Env>): Promise<Response> {
  const form = SmsForm.safeParse(await twilioForm(c))
  if (!form.success) throw invalidInput(form.error)
  await storeNotice(c, {
    provider: 'twilio',
    kind: 'twilio.sms',
    dedupeKey: `sms:${form.data.MessageSid}`,
    payload: form.data,
  })
  return xml('<?xml version="1.0" encoding="UTF-8"?><Response/>')
}

/** Where Twilio goes when our answer failed or a verb ran out: an apology, and the line is put down. */
export async function fallback(c: EdgeContext<Env>): Promise<Response> {
  const form = await twilioForm(c)
  log.error('twilio fell back', { requestId: c.get('requestId'), errorCode: form['ErrorCode']?.slice(0, 10) ?? null })
  return xml(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Sorry, something went wrong on our side. Goodbye.</Say><Hangup/></Response>',
  )
}

// What a person, or a script, can do with a phone. Each action: its body's schema and what it does.
import { z } from 'zod'
import { isE164 } from '../twilio/telephone.ts'
import type { Phone } from './phone.ts'
import type { Phones } from './phones.ts'

export type ActionReply = { status: number; body: Record<string, unknown> }

/** Longest single sentence: about two minutes of speech. */
const TEXT_CHARS_MAX = 2_000

const number = z.string().refine(isE164, 'must be a number like +14155550100')
const Answer = z.strictObject({ as: z.enum(['human', 'machine']).default('human') })
const Nothing = z.strictObject({})
const Say = z.strictObject({
  text: z.string().trim().min(1).max(TEXT_CHARS_MAX),
  /** Reply only when all of it has been sent. */
  wait: z.boolean().default(false),
})
const Press = z.strictObject({ digits: z.string().regex(/^[0-9A-D*#]{1,32}$/, 'must be digits, * or #') })
const Dial = z.strictObject({ to: number, attested: z.boolean().default(true), name: z.string().max(64).nullish() })
const Write = z.strictObject({ to: number, body: z.string().min(1).max(1_600) })

export async function act(action: string, input: unknown, phone: Phone, phones: Phones): Promise<ActionReply | null> {
  switch (action) {
    case 'answer':
      return withBody(Answer, input, ({ as }) => done(phone.answer(as), phone, 'The phone is not ringing.'))
    case 'decline':
      return withBody(Nothing, input, () => done(phone.decline(), phone, 'The phone is not ringing.'))
    case 'hang-up':
      return withBody(Nothing, input, () => done(phone.hangUp(), phone, 'The phone is not in a call.'))
    case 'press':
      return withBody(Press, input, ({ digits }) => done(phone.press(digits), phone, 'The phone is not in a call.'))
    case 'say':
      return withBody(Say, input, ({ text, wait }) => say(text, wait, phone))
    case 'dial':
      return withBody(Dial, input, ({ to, attested, name }) =>
        dial({ to, attested, name: name ?? null }, phone, phones),
      )
    case 'text':
      return withBody(Write, input, ({ to, body }) =>
        phones.carrier.write(phone.number, to, body)
          ? { status: 200, body: { to } }
          : refusal(404, 'not-in-service', `${to} is not in service.`),
      )
    default:
      return null
  }
}

export function refusal(status: number, code: string, message: string): ActionReply {
  return { status, body: { error: { code, message } } }
}

async function withBody<T>(
  schema: z.ZodType<T>,
  input: unknown,
  run: (body: T) => ActionReply | Promise<ActionReply>,
): Promise<ActionReply> {
  const parsed = schema.safeParse(input ?? {})
  return parsed.success ? run(parsed.data) : refusal(400, 'invalid', z.prettifyError(parsed.error))
}

function done(could: boolean, phone: Phone, otherwise: string): ActionReply {
  if (!could) return refusal(409, 'wrong-state', otherwise)
  return { status: 200, body: { state: phone.state, sid: phone.call?.sid ?? null } }
}

async function say(text: string, wait: boolean, phone: Phone): Promise<ActionReply> {
  const spoken = phone.say(text)
  if (spoken === 'not-in-call') return refusal(409, 'wrong-state', 'The phone is not in a call.')
  if (spoken === 'too-much') return refusal(429, 'too-much', 'Too many sentences are waiting to be said.')
  const { id, durationMs } = spoken.utterance
  if (!wait) return { status: 200, body: { id, durationMs } }
  return { status: 200, body: { id, durationMs, sent: await spoken.whole } }
}

function dial(
  caller: { to: string; attested: boolean; name: string | null },
  phone: Phone,
  phones: Phones,
): ActionReply {
  if (phone.state !== 'idle') return refusal(409, 'wrong-state', 'The phone is busy.')
  const leg = phones.carrier.dial(phone, caller)
  if (!leg) {
    phone.notInService(caller.to)
    return refusal(404, 'not-in-service', `${caller.to} is not in service.`)
  }
  phone.dialled(leg)
  return { status: 200, body: { state: phone.state, sid: leg.sid } }
}

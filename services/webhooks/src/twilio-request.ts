// A form post of Twilio's: verified on what was received, before anything is made of it.
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { AppError } from '@callback/contracts/errors'
import { readBytes } from '@callback/edge/body'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'

/** Twilio's forms are a few kilobytes; an SMS body is at most 1,600 characters. */
const FORM_BYTES_MAX = 32 * 1024

export type TwilioForm = Record<string, string>

export async function twilioForm(c: EdgeContext<Env>): Promise<TwilioForm> {
  const bytes = await readBytes(c.req.raw, FORM_BYTES_MAX)
  const env = c.get('env')
  const received = new URL(c.req.url)
  const url = `${env.PUBLIC_WEBHOOK_URL}${received.pathname}${received.search}`
  const pairs = [...new URLSearchParams(new TextDecoder().decode(bytes))]
  const signature = c.req.header('x-twilio-signature') ?? ''
  if (!validateRequest(env.TWILIO_AUTH_TOKEN, signature, url, repeated(pairs))) {
    throw new AppError('forbidden', 'The signature does not match.')
  }
  // The signed text does not mark where a name ends, so `{a: "bc"}` and `{ab: "c"}` sign alike: strict schemas follow.
  return Object.fromEntries(pairs)
}

/** The SDK's form of parameters: a name given twice holds a list. */
function repeated(pairs: [string, string][]): Record<string, string | string[]> {
  const all = new Map<string, string[]>()
  for (const [name, value] of pairs) all.set(name, [...(all.get(name) ?? []), value])
  return Object.fromEntries([...all].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]))
}

// One SMS by Twilio's REST API. Its own small client: the vendor's SDK is larger than everything else here.
import { z } from 'zod'
import { AppError } from '@callback/contracts/errors'
import type { Env } from './env.ts'

/** A person waits for the answer. */
const SMS_MS_MAX = 8_000

/** Twilio's codes for a number that will never get a message: bad, unreachable, not permitted, opted out, not mobile. */
const NUMBER_REFUSED = new Set([21211, 21217, 21401, 21408, 21610, 21612, 21614, 21635])

const TwilioError = z.object({ code: z.number() })
type Config = Pick<Env, 'TWILIO_ACCOUNT_SID' | 'TWILIO_AUTH_TOKEN' | 'TWILIO_BASE_URL' | 'TWILIO_PHONE_NUMBER'>

export async function sendSms(message: { to: string; body: string }, env: Config): Promise<void> {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token } = env
  let response: Response
  let reply: string
  try {
    response = await fetch(`${env.TWILIO_BASE_URL}/2010-04-01/Accounts/${account}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${account}:${token}`)}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ To: message.to, From: env.TWILIO_PHONE_NUMBER, Body: message.body }).toString(),
      signal: AbortSignal.timeout(SMS_MS_MAX),
    })
    reply = await response.text()
  } catch (cause) {
    throw new AppError('upstream_failed', NOT_SENT, { internal: 'Twilio could not be asked', cause })
  }
  if (response.ok) return
  const code = codeOf(reply)
  if (code !== null && NUMBER_REFUSED.has(code)) {
    throw new AppError('refused', 'This number cannot get our messages.', {
      fields: { number: 'cannot get messages' },
      internal: `Twilio ${code}`,
    })
  }
  throw new AppError('upstream_failed', NOT_SENT, { internal: `Twilio answered ${response.status}, code ${code}` })
}

const NOT_SENT = 'The message could not be sent. Please try again.'

function codeOf(reply: string): number | null {
  try {
    return TwilioError.parse(JSON.parse(reply)).code
  } catch {
    return null
  }
}

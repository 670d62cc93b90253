// The few Twilio REST calls dialling needs, by fetch. A create-call is sent once: it has no idempotency key, so an
// unknown outcome is reported as unknown and never sent again.
import { z } from 'zod'
import { RING_SECONDS } from '@callback/contracts/db/calls'
import type { Dial } from '@callback/contracts/db/calls'
import type { Env } from './env.ts'

/** Twilio answers a create-call in well under a second; past this nobody knows. */
const CREATE_MS_MAX = 10_000
const LOOK_MS_MAX = 5_000

export type Placed = { kind: 'placed'; callSid: string } | { kind: 'refused' | 'unknown' | 'busy'; reason: string }

const CallResource = z.object({
  sid: z.string(),
  status: z.string(),
  date_created: z.string().nullable(),
  duration: z.string().nullable(),
})
export type CallResource = z.infer<typeof CallResource>
const Failure = z.object({ code: z.number().optional(), message: z.string().optional() })

type Account = Pick<Env, 'TWILIO_ACCOUNT_SID' | 'TWILIO_AUTH_TOKEN' | 'TWILIO_BASE_URL'>

function request(account: Account, path: string, body: URLSearchParams | null, timeoutMs: number): Promise<Response> {
  return fetch(`${account.TWILIO_BASE_URL}/2010-04-01/Accounts/${account.TWILIO_ACCOUNT_SID}${path}`, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: `Basic ${btoa(`${account.TWILIO_ACCOUNT_SID}:${account.TWILIO_AUTH_TOKEN}`)}` },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  })
}

/** Retries of callbacks: without them a lost `completed` is lost. The fragment is neither sent nor signed. */
const RETRIES = '#rc=3&rp=5xx,ct,rt'

export function createCallForm(dial: Dial, token: string, webhookUrl: string): URLSearchParams {
  const carrying = (path: string) => `${webhookUrl}/twilio/${path}?t=${token}${RETRIES}`
  const form = new URLSearchParams({
    To: dial.to,
    From: dial.from,
    Url: carrying('voice'),
    FallbackUrl: `${webhookUrl}/twilio/fallback`,
    StatusCallback: carrying('status'),
    Timeout: String(Math.min(dial.ringSeconds, RING_SECONDS)),
    TimeLimit: String(dial.timeLimitSeconds),
  })
  for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event)
  return form
}

export async function createCall(account: Account, form: URLSearchParams): Promise<Placed> {
  try {
    const response = await request(account, '/Calls.json', form, CREATE_MS_MAX)
    if (response.status >= 500) return { kind: 'unknown', reason: `http_${response.status}` }
    const body: unknown = await response.json()
    if (response.ok) {
      const call = CallResource.safeParse(body)
      return call.success ? { kind: 'placed', callSid: call.data.sid } : { kind: 'unknown', reason: 'unreadable_reply' }
    }
    // 429 is never processed, so asking again later cannot ring twice.
    if (response.status === 429) return { kind: 'busy', reason: 'twilio_429' }
    return { kind: 'refused', reason: `twilio_${Failure.safeParse(body).data?.code ?? response.status}` }
  } catch (failure) {
    return { kind: 'unknown', reason: failure instanceof Error ? failure.name : 'unreachable' }
  }
}

/** The call Twilio made for this dial, if it lists one: same numbers, not older than the attempt. */
export async function findCall(account: Account, dial: Dial, sinceMs: number): Promise<CallResource | null> {
  const query = new URLSearchParams({ To: dial.to, From: dial.from, PageSize: '20' })
  const response = await request(account, `/Calls.json?${query}`, null, LOOK_MS_MAX)
  if (!response.ok) throw new Error(`call list answered ${response.status}`)
  const { calls } = z.object({ calls: z.array(CallResource) }).parse(await response.json())
  return (
    calls.find((call) => call.date_created !== null && Date.parse(call.date_created) >= sinceMs - CLOCKS_APART_MS) ??
    null
  )
}

/** Twilio stamps whole seconds by its own clock. */
const CLOCKS_APART_MS = 5_000

/** Null when Twilio knows no such call. */
export async function fetchCall(account: Account, callSid: string): Promise<CallResource | null> {
  const response = await request(account, `/Calls/${callSid}.json`, null, LOOK_MS_MAX)
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`call answered ${response.status}`)
  return CallResource.parse(await response.json())
}

/** True when the call is over now; false when Twilio knows no such running call. */
export async function endCall(account: Account, callSid: string): Promise<boolean> {
  const response = await request(
    account,
    `/Calls/${callSid}.json`,
    new URLSearchParams({ Status: 'completed' }),
    LOOK_MS_MAX,
  )
  await response.body?.cancel()
  return response.ok
}

export async function limitCall(account: Account, callSid: string, seconds: number): Promise<boolean> {
  const response = await request(
    account,
    `/Calls/${callSid}.json`,
    new URLSearchParams({ TimeLimit: String(seconds) }),
    LOOK_MS_MAX,
  )
  await response.body?.cancel()
  return response.ok
}

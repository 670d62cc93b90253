// What Twilio remembers of one call, and how its REST API shows it.
import { rfc2822, rfc2822OrNull } from './dates.ts'
import { formatted } from './telephone.ts'

export type CallStatus =
  'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled'

export type CallRecord = {
  sid: string
  accountSid: string
  to: string
  from: string
  direction: 'inbound' | 'outbound-api'
  status: CallStatus
  createdAt: Date
  updatedAt: Date
  startedAt: Date | null
  answeredAt: Date | null
  endedAt: Date | null
  queueMs: number
  answeredBy: string | null
  callerName: string | null
  stirVerstat: string | null
  callToken: string | null
  phoneNumberSid: string | null
  sipResponseCode: number | null
}

export function hasEnded(call: CallRecord): boolean {
  return call.status !== 'queued' && call.status !== 'ringing' && call.status !== 'in-progress'
}

/** Whole seconds, rounded up, from answer to end; null before the end, 0 when nobody answered. */
export function durationSeconds(call: CallRecord): number | null {
  if (!call.endedAt) return null
  if (!call.answeredAt) return 0
  return Math.ceil((call.endedAt.getTime() - call.answeredAt.getTime()) / 1000)
}

/** US list price of a minute begun, in dollars; filled in only some time after the end, as by Twilio. */
const PRICE_PER_MINUTE = { 'outbound-api': 0.014, inbound: 0.0085 }
const PRICED_AFTER_MS = 5_000

export function callResource(call: CallRecord, now: Date): Record<string, unknown> {
  const base = `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}`
  const seconds = durationSeconds(call)
  const priced = call.endedAt !== null && now.getTime() - call.endedAt.getTime() >= PRICED_AFTER_MS
  return {
    sid: call.sid,
    account_sid: call.accountSid,
    parent_call_sid: null,
    to: call.to,
    to_formatted: formatted(call.to),
    from: call.from,
    from_formatted: formatted(call.from),
    phone_number_sid: call.phoneNumberSid,
    status: call.status,
    direction: call.direction,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    start_time: rfc2822OrNull(call.answeredAt ?? call.startedAt),
    end_time: rfc2822OrNull(call.endedAt),
    duration: seconds === null ? null : String(seconds),
    price: priced ? (-Math.ceil((seconds ?? 0) / 60) * PRICE_PER_MINUTE[call.direction]).toFixed(5) : null,
    price_unit: 'USD',
    answered_by: call.answeredBy,
    caller_name: call.callerName,
    forwarded_from: null,
    group_sid: null,
    trunk_sid: null,
    annotation: null,
    queue_time: String(call.queueMs),
    api_version: '2010-04-01',
    uri: `${base}.json`,
    subresource_uris: {
      notifications: `${base}/Notifications.json`,
      recordings: `${base}/Recordings.json`,
      streams: `${base}/Streams.json`,
      events: `${base}/Events.json`,
    },
  }
}

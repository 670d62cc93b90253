// The form of a create-call or an update: what Twilio checks before anything rings.
import { hookOf, methodOf } from './rest-request.ts'
import { RestError } from './rest-error.ts'
import { TIME_LIMIT_SECONDS_MAX, type CallPlan } from './live-call.ts'
import type { MachineDetection } from './machine-detection.ts'
import type { ProgressEvent, StatusCallback } from './status-callbacks.ts'
import { isE164 } from './telephone.ts'
import type { TwimlSource } from './twiml-source.ts'

const RING_SECONDS = 60
const RING_SECONDS_MAX = 600
const TWIML_CHARS_MAX = 4_000
const progressEvents: readonly ProgressEvent[] = ['initiated', 'ringing', 'answered', 'completed']

export function endsOf(form: URLSearchParams): { to: string; from: string } {
  const to = form.get('To') ?? ''
  const from = form.get('From') ?? ''
  if (!to) throw new RestError(21201)
  if (!from) throw new RestError(21213)
  if (!isE164(to)) throw new RestError(21211, `The phone number you are attempting to call, ${to}, is not valid.`)
  if (!isE164(from)) throw new RestError(21212, `The source phone number provided, ${from}, is not valid.`)
  return { to, from }
}

export function planOf(form: URLSearchParams): CallPlan {
  const twiml = twimlOf(form)
  if (!twiml) throw new RestError(21205, 'Url parameter is required.')
  return {
    twiml,
    statusCallback: statusCallbackOf(form),
    ringSeconds: seconds(form, 'Timeout', RING_SECONDS, RING_SECONDS_MAX),
    timeLimitSeconds: seconds(form, 'TimeLimit', TIME_LIMIT_SECONDS_MAX, TIME_LIMIT_SECONDS_MAX),
    machineDetection: machineDetectionOf(form),
  }
}

/** Url wins over Twiml when both are given. */
export function twimlOf(form: URLSearchParams): TwimlSource | null {
  const url = hookOf(form, 'Url', 21205)
  if (url) {
    const fallback = hookOf(form, 'FallbackUrl', 21205)
    return { kind: 'url', url: url.url, method: methodOf(form, 'Method'), fallback }
  }
  const twiml = form.get('Twiml')
  if (twiml === null || twiml === '') return null
  if (twiml.length > TWIML_CHARS_MAX) throw new RestError(32018)
  return { kind: 'inline', twiml }
}

export function statusCallbackOf(form: URLSearchParams): StatusCallback | null {
  const hook = hookOf(form, 'StatusCallback', 21609)
  if (!hook) return null
  const asked = form.getAll('StatusCallbackEvent').flatMap((written) => written.split(/\s+/))
  const events = progressEvents.filter((event) => asked.includes(event))
  return { ...hook, events: new Set(events.length > 0 ? events : ['completed' as const]) }
}

export function timeLimitOf(form: URLSearchParams): number | null {
  return form.has('TimeLimit') ? seconds(form, 'TimeLimit', TIME_LIMIT_SECONDS_MAX, TIME_LIMIT_SECONDS_MAX) : null
}

function machineDetectionOf(form: URLSearchParams): MachineDetection | null {
  const mode = form.get('MachineDetection')
  if ((mode !== 'Enable' && mode !== 'DetectMessageEnd') || form.has('SendDigits')) return null
  return { mode, async: form.get('AsyncAmd') === 'true', callback: hookOf(form, 'AsyncAmdStatusCallback', 21609) }
}

function seconds(form: URLSearchParams, name: string, fallback: number, max: number): number {
  const written = form.get(name)
  if (written === null || written === '') return fallback
  if (!/^\d+$/.test(written)) throw new RestError(20001, `${name} must be a whole number of seconds`)
  return Math.min(Number(written), max)
}

// A call's progress, told to its status callback. Each is its own request, so they may arrive in any order.
import { callParams } from './call-params.ts'
import { durationSeconds, hasEnded, type CallRecord } from './call-record.ts'
import type { Clock } from './clock.ts'
import { rfc2822 } from './dates.ts'
import type { Faults } from './faults.ts'
import type { Form } from './signature.ts'
import type { WebhookMethod, Webhooks } from './webhook.ts'

export type ProgressEvent = 'initiated' | 'ringing' | 'answered' | 'completed'
export type StatusCallback = { url: string; method: WebhookMethod; events: ReadonlySet<ProgressEvent> }

export class StatusCallbacks {
  readonly #call: CallRecord
  readonly #clock: Clock
  readonly #faults: Faults
  readonly #webhooks: Webhooks
  #to: StatusCallback | null
  #sequence = 0

  constructor(
    call: CallRecord,
    to: StatusCallback | null,
    { clock, faults, webhooks }: { clock: Clock; faults: Faults; webhooks: Webhooks },
  ) {
    this.#call = call
    this.#to = to
    this.#clock = clock
    this.#faults = faults
    this.#webhooks = webhooks
  }

  redirect(to: StatusCallback): void {
    this.#to = to
  }

  tell(event: ProgressEvent): void {
    if (!this.#to?.events.has(event)) return
    const { url, method } = this.#to
    const form = this.#form(event)
    if (this.#faults.spend('dropStatusCallbacks')) return
    void this.#webhooks.send({ url, method, form })
    if (this.#faults.spend('duplicateStatusCallbacks')) void this.#webhooks.send({ url, method, form })
  }

  #form(event: ProgressEvent): Form {
    const form: Array<readonly [string, string]> = [
      ...callParams(this.#call, event === 'initiated' ? 'initiated' : this.#call.status),
      ['Timestamp', rfc2822(this.#clock.date())],
      ['CallbackSource', 'call-progress-events'],
      ['SequenceNumber', String(this.#sequence++)],
    ]
    if (!hasEnded(this.#call)) return form
    if (this.#call.sipResponseCode !== null) form.push(['SipResponseCode', String(this.#call.sipResponseCode)])
    if (this.#call.status !== 'completed') return form
    const seconds = durationSeconds(this.#call) ?? 0
    form.push(['Duration', String(Math.ceil(seconds / 60))], ['CallDuration', String(seconds)])
    return form
  }
}

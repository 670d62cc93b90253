// A call's progress, told to its status callback, one request each. Usually in order, which Twilio does not promise:
// a slow receiver, or the fault, lets a later one overtake.
import { callParams } from './call-params.ts'
import { durationSeconds, hasEnded, type CallRecord } from './call-record.ts'
import type { Clock } from './clock.ts'
import { rfc2822 } from './dates.ts'
import type { Faults } from './faults.ts'
import type { Form } from './signature.ts'
import { wait } from './wait.ts'
import type { WebhookMethod, WebhookRequest, Webhooks } from './webhook.ts'

export type ProgressEvent = 'initiated' | 'ringing' | 'answered' | 'completed'
export type StatusCallback = { url: string; method: WebhookMethod; events: ReadonlySet<ProgressEvent> }

/** A callback waits no longer than this for the one before it to be answered. */
const PATIENCE_MS = 1_000

export class StatusCallbacks {
  readonly #call: CallRecord
  readonly #clock: Clock
  readonly #faults: Faults
  readonly #webhooks: Webhooks
  #to: StatusCallback | null
  #sequence = 0
  #previous: Promise<unknown> = Promise.resolve()
  #held: WebhookRequest | null = null

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
    const request: WebhookRequest = { url, method, form: this.#form(event) }
    if (this.#faults.spend('dropStatusCallbacks')) return
    if (!this.#held && event !== 'completed' && this.#faults.spend('swapStatusCallbacks')) {
      this.#held = request
      return
    }
    this.#queue(request)
    if (this.#faults.spend('duplicateStatusCallbacks')) this.#queue(request)
    if (this.#held) this.#queue(this.#held)
    this.#held = null
  }

  #queue(request: WebhookRequest): void {
    this.#previous = this.#sendAfter(this.#previous, request)
  }

  /** Resolves when the next may leave. */
  async #sendAfter(previous: Promise<unknown>, request: WebhookRequest): Promise<void> {
    await previous
    const patience = new AbortController()
    const sent = this.#webhooks.send(request)
    await Promise.race([sent, wait(this.#clock, PATIENCE_MS, patience.signal)])
    patience.abort()
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

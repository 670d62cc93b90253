// Verify v2: a code by text message, checked once. Lives on the same host here; the real one is verify.twilio.com.
import { randomInt } from 'node:crypto'
import type { Clock } from './clock.ts'
import { RestError } from './rest-error.ts'
import type { RestReply } from './rest-request.ts'
import { newSid } from './sid.ts'
import { isE164 } from './telephone.ts'

type Verification = {
  sid: string
  service: string
  to: string
  channel: string
  code: string
  status: 'pending' | 'approved' | 'canceled'
  sends: number
  checks: number
  createdAt: Date
  updatedAt: Date
}

const LIFE_MS = 10 * 60_000
const CHECKS_MAX = 5
const SENDS_MAX = 5
/** Pending and ended ones alike; the oldest are forgotten. */
const VERIFICATIONS_KEPT_MAX = 1_000
const path = /^\/v2\/Services\/(VA\w+)\/(Verifications|VerificationCheck)(?:\/(\S+))?$/

export class Verify {
  readonly #clock: Clock
  readonly #accountSid: string
  readonly #text: (to: string, body: string) => void
  readonly #all = new Map<string, Verification>()

  constructor(options: { clock: Clock; accountSid: string; text(to: string, body: string): void }) {
    this.#clock = options.clock
    this.#accountSid = options.accountSid
    this.#text = (to, body) => options.text(to, body)
  }

  reply(requested: string, form: URLSearchParams, method: string): RestReply {
    const [, service, kind, key] = path.exec(requested) ?? []
    if (service === undefined) throw new RestError(20404, `The requested resource ${requested} was not found`)
    if (kind === 'VerificationCheck') return this.#check(service, form)
    if (key === undefined) return this.#create(service, form)
    const found = this.#find(service, decodeURIComponent(key))
    if (method === 'POST') {
      const status = form.get('Status')
      if (status !== 'canceled' && status !== 'approved') throw new RestError(60200, 'Invalid parameter `Status`')
      this.#become(found, status)
    }
    return { status: 200, body: this.#show(found) }
  }

  #create(service: string, form: URLSearchParams): RestReply {
    const to = form.get('To') ?? ''
    const channel = form.get('Channel') ?? ''
    if (!isE164(to)) throw new RestError(60200, 'Invalid parameter `To`')
    if (channel !== 'sms') throw new RestError(60200, 'Invalid parameter `Channel`: this understudy sends sms')
    const now = this.#clock.date()
    const pending = this.#pending(service, to)
    const code = form.get('CustomCode') ?? pending?.code ?? String(randomInt(1_000_000)).padStart(6, '0')
    const verification = pending ?? {
      sid: newSid('VE'),
      service,
      to,
      channel,
      code,
      status: 'pending' as const,
      sends: 0,
      checks: 0,
      createdAt: now,
      updatedAt: now,
    }
    if (verification.sends >= SENDS_MAX) throw new RestError(60203)
    verification.sends++
    verification.code = code
    verification.updatedAt = now
    this.#all.set(verification.sid, verification)
    const oldest = this.#all.keys().next()
    if (this.#all.size > VERIFICATIONS_KEPT_MAX && !oldest.done) this.#all.delete(oldest.value)
    const afterwards = () => this.#text(to, `Your verification code is: ${verification.code}`)
    return { status: 201, body: this.#show(verification), afterwards }
  }

  #check(service: string, form: URLSearchParams): RestReply {
    const found = this.#find(service, form.get('VerificationSid') ?? form.get('To') ?? '')
    if (found.status !== 'pending') throw new RestError(20404)
    if (found.checks >= CHECKS_MAX) throw new RestError(60202)
    found.checks++
    const right = form.get('Code') === found.code
    if (right) this.#become(found, 'approved')
    return { status: 200, body: { ...this.#show(found), valid: right } }
  }

  #find(service: string, key: string): Verification {
    const bySid = this.#all.get(key)
    const found = bySid && this.#isAlive(bySid) ? bySid : this.#pending(service, key)
    if (!found || found.service !== service) throw new RestError(20404)
    return found
  }

  #pending(service: string, to: string): Verification | undefined {
    return [...this.#all.values()].find(
      (one) => one.service === service && one.to === to && one.status === 'pending' && this.#isAlive(one),
    )
  }

  #isAlive(verification: Verification): boolean {
    return this.#clock.date().getTime() - verification.createdAt.getTime() < LIFE_MS
  }

  #become(verification: Verification, status: Verification['status']): void {
    verification.status = status
    verification.updatedAt = this.#clock.date()
  }

  #show(verification: Verification): Record<string, unknown> {
    const { sid, service, to, channel, status, createdAt, updatedAt } = verification
    return {
      sid,
      service_sid: service,
      account_sid: this.#accountSid,
      to,
      channel,
      status,
      valid: status === 'approved',
      date_created: createdAt.toISOString(),
      date_updated: updatedAt.toISOString(),
      lookup: {},
      amount: null,
      payee: null,
      send_code_attempts: [],
      url: `https://verify.twilio.com/v2/Services/${service}/Verifications/${sid}`,
    }
  }
}

// The exchange: every call of the account, between its numbers and the phones. Rings one, or is rung by one.
import type { CallRecord } from './call-record.ts'
import type { Handset, Leg } from './handset.ts'
import type { IncomingNumbers } from './incoming-numbers.ts'
import { LiveCall, TIME_LIMIT_SECONDS_MAX, type CallPlan } from './live-call.ts'
import { newSid } from './sid.ts'
import type { World } from './world.ts'

export type ExchangeOptions = {
  world: World
  numbers: IncomingNumbers
  phone(number: string): Handset
  unreachable: ReadonlySet<string>
  callsPerSecond: number
}

export type InboundCaller = { to: string; attested: boolean; name: string | null }

/** The oldest ended calls are forgotten past this many; enough for a night of load. */
const CALLS_KEPT_MAX = 50_000

export class Exchange {
  readonly #options: ExchangeOptions
  readonly #calls = new Map<string, LiveCall>()
  readonly #live = new Set<LiveCall>()
  #nextSlot = 0

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  /** Accepts a call for dialling; nothing rings before `dial`. */
  place(to: string, from: string, callerName: string | null, plan: CallPlan): LiveCall {
    const { numbers, phone } = this.#options
    const phoneNumberSid = numbers.at(from)?.sid ?? null
    const record = this.#record({ to, from, direction: 'outbound-api', status: 'queued', callerName, phoneNumberSid })
    return this.#add(record, plan, phone(to))
  }

  /** Dials at the account's pace. */
  dial(call: LiveCall): void {
    const { world, numbers, callsPerSecond, unreachable } = this.#options
    const now = world.clock.now()
    const slot = Math.max(now, this.#nextSlot)
    this.#nextSlot = slot + 1000 / callsPerSecond
    const go = () => call.dial(!unreachable.has(call.record.to), numbers.nameOf(call.record.from))
    if (slot <= now) go()
    else world.clock.after(slot - now, go)
  }

  /** A phone dials. Null when the number it dialled is not one of the account's. */
  ring(handset: Handset, { to, attested, name }: InboundCaller): Leg | null {
    const number = this.#options.numbers.at(to)
    if (!number || number.voice.url === '') return null
    const record = this.#record({
      to,
      from: handset.number,
      direction: 'inbound',
      status: 'ringing',
      callerName: name,
      phoneNumberSid: number.sid,
    })
    record.stirVerstat = attested ? 'TN-Validation-Passed-A' : null
    record.callToken = JSON.stringify({ parentCallInfoToken: newSid('CA') })
    const call = this.#add(
      record,
      {
        twiml: {
          kind: 'url',
          ...number.voice,
          fallback: number.voiceFallback.url === '' ? null : number.voiceFallback,
        },
        statusCallback: number.status.url === '' ? null : { ...number.status, events: new Set(['completed']) },
        ringSeconds: 60,
        timeLimitSeconds: TIME_LIMIT_SECONDS_MAX,
        machineDetection: null,
      },
      handset,
    )
    queueMicrotask(() => call.receive())
    return call.leg(this.#options.numbers.nameOf(to))
  }

  find(sid: string): LiveCall | undefined {
    return this.#calls.get(sid)
  }

  /** Newest first. */
  all(): CallRecord[] {
    return [...this.#calls.values()].map((call) => call.record).reverse()
  }

  close(): void {
    for (const call of this.#live) call.abandon()
    this.#live.clear()
  }

  #add(record: CallRecord, plan: CallPlan, handset: Handset): LiveCall {
    const call = new LiveCall(record, plan, handset, this.#options.world, (ended) => this.#live.delete(ended))
    this.#calls.set(record.sid, call)
    this.#live.add(call)
    if (this.#calls.size > CALLS_KEPT_MAX) this.#forgetOldest()
    return call
  }

  #forgetOldest(): void {
    for (const [sid, call] of this.#calls) {
      if (this.#live.has(call)) continue
      this.#calls.delete(sid)
      return
    }
  }

  #record(
    call: Pick<CallRecord, 'to' | 'from' | 'direction' | 'status' | 'callerName' | 'phoneNumberSid'>,
  ): CallRecord {
    const { accountSid, clock } = this.#options.world
    const now = clock.date()
    return {
      ...call,
      sid: newSid('CA'),
      accountSid,
      createdAt: now,
      updatedAt: now,
      startedAt: null,
      answeredAt: null,
      endedAt: null,
      queueMs: 0,
      answeredBy: null,
      stirVerstat: null,
      callToken: null,
      sipResponseCode: null,
    }
  }
}

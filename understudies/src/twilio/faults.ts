// How this understudy is told to misbehave. Counters count down as they bite; DELETE /faults makes it honest again.
import { z } from 'zod'

const times = z.number().int().min(0).max(1_000_000)
const rate = z.number().min(0).max(1)
const ms = z.number().min(0).max(600_000)

const FaultSettings = z.strictObject({
  /** Added before every REST reply and every webhook. */
  latencyMs: ms,
  /** What every create-call gets; `timeout-after-accept` rings the phone and never replies. */
  createCall: z.enum(['accept', 'refuse', '500', '429', 'timeout-after-accept']),
  /** The next n create-calls are accepted and their connections dropped instead of answered. */
  loseCreateReply: times,
  /** The next n create-calls are dropped unread: nothing rings. */
  loseCreateRequest: times,
  /** Calls younger than this are missing from the call list. */
  listLagMs: ms,
  dropStatusCallbacks: times,
  duplicateStatusCallbacks: times,
  /** The next n status callbacks arrive after the one that follows them. */
  swapStatusCallbacks: times,
  /** The next n voice webhooks are delivered twice; the second reply wins, as on a retried answer. */
  duplicateVoiceWebhooks: times,
  /** Share of the caller's frames that never reach the application. */
  mediaLossRate: rate,
  /** Share of frames preceded by a message no documentation promises. */
  mediaGarbageRate: rate,
  /** Caller's audio in messages of odd, changing sizes. */
  rechunk: z.boolean(),
  /** The stream's socket stays open and nothing more is sent on it. */
  mediaHalfOpen: z.boolean(),
  /** A stream's socket is cut, without `stop`, this long after its start. 0 = never. */
  cutStreamAfterMs: ms,
  /** Seed of the dice behind the rates. */
  seed: z.number().int(),
})

export type FaultSettings = z.infer<typeof FaultSettings>

export const FaultChanges = FaultSettings.partial()
export type FaultChanges = z.infer<typeof FaultChanges>

const honest: FaultSettings = {
  latencyMs: 0,
  createCall: 'accept',
  loseCreateReply: 0,
  loseCreateRequest: 0,
  listLagMs: 0,
  dropStatusCallbacks: 0,
  duplicateStatusCallbacks: 0,
  swapStatusCallbacks: 0,
  duplicateVoiceWebhooks: 0,
  mediaLossRate: 0,
  mediaGarbageRate: 0,
  rechunk: false,
  mediaHalfOpen: false,
  cutStreamAfterMs: 0,
  seed: 1,
}

type Counter = {
  [K in keyof FaultSettings]: FaultSettings[K] extends number ? K : never
}[keyof FaultSettings]

export class Faults {
  settings: FaultSettings
  #dice: () => number

  constructor(changes: FaultChanges = {}) {
    this.settings = FaultSettings.parse({ ...honest, ...changes })
    this.#dice = dice(this.settings.seed)
  }

  change(changes: FaultChanges): void {
    this.settings = FaultSettings.parse({ ...this.settings, ...changes })
    if (changes.seed !== undefined) this.#dice = dice(this.settings.seed)
  }

  reset(): void {
    this.settings = honest
    this.#dice = dice(this.settings.seed)
  }

  /** True for each of the next n, then false. */
  spend(counter: Counter): boolean {
    if (this.settings[counter] <= 0) return false
    this.settings = { ...this.settings, [counter]: this.settings[counter] - 1 }
    return true
  }

  happens(rateOf: number): boolean {
    return rateOf > 0 && this.#dice() < rateOf
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + Math.floor(this.#dice() * (high - low + 1))
  }
}

/** mulberry32: small, seeded, the same on every machine. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

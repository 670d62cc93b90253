// A token bucket: holds one minute's worth, refills evenly. Pure: the clock is an argument.

export type Verdict = { admitted: true } | { admitted: false; retryAfterSeconds: number }

export class TokenBucket {
  #tokens: number
  #at: number

  constructor(perMinute: number, nowMs: number) {
    this.#tokens = perMinute
    this.#at = nowMs
  }

  take(perMinute: number, nowMs: number): Verdict {
    const refilled = (Math.max(0, nowMs - this.#at) * perMinute) / 60_000
    this.#tokens = Math.min(perMinute, this.#tokens + refilled)
    this.#at = Math.max(this.#at, nowMs)
    if (this.#tokens >= 1) {
      this.#tokens -= 1
      return { admitted: true }
    }
    return { admitted: false, retryAfterSeconds: Math.max(1, Math.ceil(((1 - this.#tokens) * 60) / perMinute)) }
  }
}

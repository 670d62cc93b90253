// What Twilio's debugger would show an operator: the newest notices, by error code. Served at GET /debugger.
import type { Clock } from './clock.ts'

export type Notice = { at: string; code: number; text: string; callSid?: string }

/** Newest kept; a misbehaving application can raise one per frame. */
const NOTICES_MAX = 200

export class Debugger {
  readonly #clock: Clock
  readonly #notices: Notice[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  raise(code: number, text: string, callSid?: string): void {
    this.#notices.push({ at: this.#clock.date().toISOString(), code, text, ...(callSid ? { callSid } : {}) })
    if (this.#notices.length > NOTICES_MAX) this.#notices.shift()
  }

  notices(): readonly Notice[] {
    return this.#notices
  }
}

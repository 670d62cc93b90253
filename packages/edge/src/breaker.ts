// Stops asking something that does not answer. Pure: the clock is an argument. Three failures in a row open it; after a
// pause one request at a time may try again; two successes close it.

export const FAILURES_TO_OPEN = 3
export const SUCCESSES_TO_CLOSE = 2

type State =
  | { phase: 'closed'; failures: number }
  | { phase: 'open'; until: number }
  /** `probeSince`: null when nobody tries. A probe whose outcome never comes (its request was torn down) is given up. */
  | { phase: 'half-open'; successes: number; probeSince: number | null }

export class Breaker {
  readonly #openMs: number
  #state: State = { phase: 'closed', failures: 0 }

  constructor(openMs: number) {
    this.#openMs = openMs
  }

  /** Whether a request may go now. One that may must be followed by `succeeded` or `failed`. */
  admit(nowMs: number): boolean {
    if (this.#state.phase === 'open' && nowMs >= this.#state.until) {
      this.#state = { phase: 'half-open', successes: 0, probeSince: null }
    }
    switch (this.#state.phase) {
      case 'closed':
        return true
      case 'open':
        return false
      case 'half-open': {
        const { probeSince } = this.#state
        if (probeSince !== null && nowMs - probeSince < this.#openMs) return false
        this.#state = { ...this.#state, probeSince: nowMs }
        return true
      }
    }
  }

  succeeded(): void {
    switch (this.#state.phase) {
      case 'closed':
        this.#state = { phase: 'closed', failures: 0 }
        return
      case 'open':
        // Admitted before it opened: says nothing about now.
        return
      case 'half-open': {
        const successes = this.#state.successes + 1
        this.#state =
          successes >= SUCCESSES_TO_CLOSE
            ? { phase: 'closed', failures: 0 }
            : { phase: 'half-open', successes, probeSince: null }
      }
    }
  }

  failed(nowMs: number): void {
    switch (this.#state.phase) {
      case 'closed': {
        const failures = this.#state.failures + 1
        this.#state =
          failures >= FAILURES_TO_OPEN ? { phase: 'open', until: nowMs + this.#openMs } : { phase: 'closed', failures }
        return
      }
      case 'open':
        return
      case 'half-open':
        this.#state = { phase: 'open', until: nowMs + this.#openMs }
    }
  }
}

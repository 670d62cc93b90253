// Refreshing one session, one at a time. Refresh tokens are single-use, so twenty tabs that come with the same old cookie
// must share one refresh: those that come while it runs wait for it, those that come soon after get what it gave.
import type { Session } from '@callback/contracts/session'

/** Tabs of one browser come within seconds of each other; a lost answer is asked for again within the minute. */
export const ROTATED_KEPT_MS = 60_000

export type Refreshed = { kind: 'refreshed'; sealed: string } | { kind: 'ended' } | { kind: 'unavailable' }
export type Rotate = (session: Session) => Promise<Refreshed>

export class Refresh {
  readonly #rotate: Rotate
  readonly #now: () => number
  #ended = false
  #running: { from: string; outcome: Promise<Refreshed> } | null = null
  #last: { from: string; outcome: Refreshed; until: number } | null = null

  constructor(rotate: Rotate, now: () => number) {
    this.#rotate = rotate
    this.#now = now
  }

  async of(session: Session): Promise<Refreshed> {
    const from = session.refreshToken
    for (;;) {
      if (this.#ended) return { kind: 'ended' }
      if (this.#last?.from === from && this.#now() < this.#last.until) return this.#last.outcome
      const running = this.#running
      if (running === null) return this.#start(session)
      const outcome = await running.outcome
      if (running.from === from) return outcome
    }
  }

  async #start(session: Session): Promise<Refreshed> {
    const from = session.refreshToken
    const outcome = this.#rotate(session)
    this.#running = { from, outcome }
    try {
      const done = await outcome
      if (done.kind !== 'unavailable') this.#last = { from, outcome: done, until: this.#now() + ROTATED_KEPT_MS }
      return this.#ended ? { kind: 'ended' } : done
    } finally {
      this.#running = null
    }
  }

  /** Signed out: neither what was kept nor what is on its way may bring the session back. */
  end(): void {
    this.#ended = true
    this.#last = null
  }
}

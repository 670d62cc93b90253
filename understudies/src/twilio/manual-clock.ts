// A clock moved by hand: `advance` runs every timer that comes due, in order, with `now` at its due time.
import type { Cancel, Clock } from './clock.ts'

type Timer = { due: number; order: number; run: () => void }

export class ManualClock implements Clock {
  #now = 0
  #order = 0
  #timers = new Set<Timer>()
  #epoch: number

  constructor(epoch = Date.UTC(2026, 10, 21, 12)) {
    this.#epoch = epoch
  }

  now(): number {
    return this.#now
  }

  date(): Date {
    return new Date(this.#epoch + this.#now)
  }

  after(ms: number, run: () => void): Cancel {
    const timer = { due: this.#now + Math.max(0, ms), order: this.#order++, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  advance(ms: number): void {
    const until = this.#now + ms
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.due)
      next.run()
    }
    this.#now = until
  }

  /** A stall of the whole process: time passes and no timer runs until the next `advance`. */
  stall(ms: number): void {
    this.#now += ms
  }

  #next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.due > until) continue
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer
    }
    return first
  }
}

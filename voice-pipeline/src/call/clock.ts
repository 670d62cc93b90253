// Time as an argument. `now` is monotonic milliseconds; `wall` is the calendar.

export interface Clock {
  now(): number
  wall(): Date
  /** Runs `what` once after `ms`; the result cancels it. */
  after(ms: number, what: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => new Date(),
  after: (ms, what) => {
    const timer = setTimeout(what, ms)
    return () => {
      clearTimeout(timer)
    }
  },
}

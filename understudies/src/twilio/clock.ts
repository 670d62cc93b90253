// Time as an argument: the exchange, its calls and its webhooks know time only through this, so tests move it by hand.

export type Cancel = () => void

export type Clock = {
  /** Monotonic milliseconds; only differences mean anything. */
  now(): number
  date(): Date
  after(ms: number, run: () => void): Cancel
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

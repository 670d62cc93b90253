// A clock that stands still until it is told to go on; timers run in their order, at their own time.
import type { Clock } from '../call/clock.ts'

export interface ManualClock extends Clock {
  advance(ms: number): void
  timers(): number
}

type Timer = { at: number; what: () => void }

export function manualClock(epoch = Date.parse('2026-11-21T12:00:00Z')): ManualClock {
  let now = 0
  const timers = new Set<Timer>()
  const next = (until: number) => [...timers].filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    wall: () => new Date(epoch + now),
    after(ms, what) {
      const timer = { at: now + ms, what }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    advance(ms) {
      const until = now + ms
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.what()
      }
      now = until
    },
    timers: () => timers.size,
  }
}

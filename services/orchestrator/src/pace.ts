// When the next call may start. Pure: a line of slots, one every 1/perSecond, handed out in the order asked.

export type Pace = { nextFreeMs: number }
export type Slot = { kind: 'go'; waitMs: number } | { kind: 'full' }

/** A slot no later than `waitMsMax` from now, or `full`. */
export function takeSlot(pace: Pace, perSecond: number, nowMs: number, waitMsMax: number): [Pace, Slot] {
  const startMs = Math.max(nowMs, pace.nextFreeMs)
  const waitMs = startMs - nowMs
  if (waitMs > waitMsMax) return [pace, { kind: 'full' }]
  return [{ nextFreeMs: startMs + 1000 / perSecond }, { kind: 'go', waitMs }]
}

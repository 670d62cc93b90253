// When each stage of one answer was reached, counted from the moment the caller fell silent. Pure but for the clock.
import type { TurnTimings } from '@callback/contracts/calls'
import type { ReplyId } from '../speech/ports.ts'
import type { Clock } from './clock.ts'

export type Stage = keyof TurnTimings

/** When the caller fell silent and when that was known for sure. For a greeting: when the stream opened, and null. */
export type Since = { silentAt: number; doneAt: number | null }

export interface Latency {
  begin(reply: ReplyId, since: Since): void
  /** Only the first time counts, and only for the reply in hand. */
  stamp(reply: ReplyId, stage: Stage): void
  timings(reply: ReplyId): TurnTimings | null
}

export function latency(clock: Clock): Latency {
  let current: { reply: ReplyId; zeroAt: number; stamps: TurnTimings } | null = null
  const elapsed = (from: number, to: number) => Math.max(0, Math.round(to - from))
  return {
    begin(reply, { silentAt, doneAt }) {
      const stamps: TurnTimings = doneAt === null ? {} : { endOfTurn: elapsed(silentAt, doneAt) }
      current = { reply, zeroAt: silentAt, stamps }
    },
    stamp(reply, stage) {
      if (current?.reply !== reply) return
      current.stamps[stage] ??= elapsed(current.zeroAt, clock.now())
    },
    timings: (reply) => (current?.reply === reply ? { ...current.stamps } : null),
  }
}

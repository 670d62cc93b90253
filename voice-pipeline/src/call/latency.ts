// When each stage of one answer was reached, counted from the moment the caller fell silent. Pure but for the clock.
import type { TurnTimings } from '@callback/contracts/calls'
import type { ReplyId } from '../speech/ports.ts'
import type { Clock } from './clock.ts'

export type Stage = keyof TurnTimings

export interface Latency {
  /** `zeroAt`: when the caller fell silent, or the stream opened. */
  begin(reply: ReplyId, zeroAt: number): void
  /** Only the first time counts, and only for the reply in hand. */
  stamp(reply: ReplyId, stage: Stage): void
  timings(reply: ReplyId): TurnTimings | null
}

export function latency(clock: Clock): Latency {
  let current: { reply: ReplyId; zeroAt: number; stamps: TurnTimings } | null = null
  return {
    begin(reply, zeroAt) {
      current = { reply, zeroAt, stamps: {} }
    },
    stamp(reply, stage) {
      if (current?.reply !== reply) return
      current.stamps[stage] ??= Math.max(0, Math.round(clock.now() - current.zeroAt))
    },
    timings: (reply) => (current?.reply === reply ? { ...current.stamps } : null),
  }
}

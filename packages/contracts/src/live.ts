// What a browser hears of a call while it happens: `WS /v1/calls/:id/live?after=N`, JSON text frames, server to browser only.
import { z } from 'zod'
import { CallStatus, EndReason } from './calls.ts'
import { Instant } from './fields.ts'

export const LIVE_VERSION = 1

/** Events the room keeps; an older gap is filled from `GET /v1/calls/:id/turns`. */
export const LIVE_EVENTS_KEPT = 200

/** What the node tells the room. Ids and sequence numbers are the room's. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: CallStatus }),
  z.object({ type: z.literal('speaking'), who: z.enum(['caller', 'persona', 'nobody']) }),
  /** A turn so far (`final: false`, text grows) or settled (`final: true`, text is what was heard). */
  z.object({
    type: z.literal('turn'),
    seq: z.int().min(0),
    speaker: z.enum(['caller', 'persona']),
    text: z.string().max(8000),
    final: z.boolean(),
    cutShort: z.boolean(),
  }),
  z.object({ type: z.literal('ended'), endReason: EndReason, connectedSeconds: z.int() }),
])
export type LiveEvent = z.infer<typeof LiveEvent>

export const LiveMessage = z.discriminatedUnion('type', [
  /** First frame. `oldest > after + 1` means a gap: read the turns. */
  z.object({ type: z.literal('hello'), v: z.literal(LIVE_VERSION), oldest: z.int(), newest: z.int() }),
  z.object({ type: z.literal('event'), seq: z.int(), at: Instant, event: LiveEvent }),
])
export type LiveMessage = z.infer<typeof LiveMessage>

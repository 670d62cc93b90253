// What Flux says, as far as a call needs it. Unknown kinds pass and are ignored, so that a new one breaks nothing.
import { z } from 'zod'

const TurnInfo = z.object({
  type: z.literal('TurnInfo'),
  event: z.string(),
  transcript: z.string(),
  audio_window_end: z.number(),
  /** Words may come without times. */
  words: z.array(z.object({ end: z.number().optional() })).default([]),
})

const FatalError = z.object({ type: z.literal('Error'), code: z.string(), description: z.string().optional() })

const Other = z
  .looseObject({ type: z.string() })
  .refine((message) => message.type !== 'TurnInfo' && message.type !== 'Error')
  .transform(() => ({ type: 'other' as const }))

export const FluxMessage = z.union([TurnInfo, FatalError, Other])
export type FluxMessage = z.infer<typeof FluxMessage>
export type TurnInfo = z.infer<typeof TurnInfo>

// What the multi-context socket says. The server's key is camel `contextId` where ours is snake `context_id`.
import { z } from 'zod'

const CharacterTimes = z.object({
  chars: z.array(z.string()).default([]),
  charStartTimesMs: z.array(z.number()).default([]),
  charsDurationsMs: z.array(z.number()).optional(),
  charDurationsMs: z.array(z.number()).optional(),
})
export type CharacterTimes = z.infer<typeof CharacterTimes>

export const SpeechMessage = z.object({
  contextId: z.string().nullish(),
  audio: z.string().nullish(),
  isFinal: z.boolean().nullish(),
  is_final: z.boolean().nullish(),
  /** Broken times cost the times, not the sound. */
  alignment: CharacterTimes.nullish().catch(null),
  error: z.string().nullish(),
})
export type SpeechMessage = z.infer<typeof SpeechMessage>

/** Times in a message are relative to its own audio; `offsetMs` makes them relative to the reply's. */
export function endsMs(times: CharacterTimes, offsetMs: number): number[] {
  const durations = times.charsDurationsMs ?? times.charDurationsMs ?? []
  return times.charStartTimesMs.map((start, index) => offsetMs + start + (durations[index] ?? 0))
}

// What a client may say on the two websockets.
import { z } from 'zod'
import { GenerationConfig, VoiceSettings } from './stream-query.ts'

const flag = z.boolean().nullish()

export const StreamMessage = z.object({
  text: z.string().nullish(),
  flush: flag,
  try_trigger_generation: flag,
  context_id: z.string().min(1).nullish(),
  close_context: flag,
  close_socket: flag,
  /** Read from a context's first message only. */
  voice_settings: VoiceSettings.nullish(),
  generation_config: GenerationConfig.nullish(),
  xi_api_key: z.string().nullish(),
  'xi-api-key': z.string().nullish(),
  authorization: z.string().nullish(),
})

export type StreamMessage = z.infer<typeof StreamMessage>
export type Opening = Pick<StreamMessage, 'voice_settings' | 'generation_config'>

/** Null when it is not one. */
export function parseStreamMessage(text: string): StreamMessage | null {
  try {
    return StreamMessage.safeParse(JSON.parse(text)).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

// The query of the two websockets and the first message's settings, as the vendor checks them.
import { z } from 'zod'
import { type OutputFormat, outputFormat } from './output-format.ts'
import { type Profile, type Voice, VOICES } from './voices.ts'

/** Models with a websocket. Newer ones speak only over other doors. */
export const SOCKET_MODELS = [
  'eleven_flash_v2_5',
  'eleven_turbo_v2_5',
  'eleven_multilingual_v2',
  'eleven_flash_v2',
  'eleven_turbo_v2',
]

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

const Query = z.object({
  model_id: z
    .enum(['eleven_flash_v2_5', 'eleven_turbo_v2_5', 'eleven_multilingual_v2', 'eleven_flash_v2', 'eleven_turbo_v2'])
    .default('eleven_multilingual_v2'),
  auto_mode: flag.default(false),
  inactivity_timeout: z.coerce.number().int().min(1).max(180).default(20),
  authorization: z.string().optional(),
})

export interface StreamSettings {
  voice: Voice
  format: OutputFormat
  autoMode: boolean
  inactivityMs: number
}

export type Refused = { status: string; message: string }

export function streamSettings(voiceId: string, query: URLSearchParams): StreamSettings | Refused {
  const voice = VOICES.find(({ id }) => id === voiceId)
  if (!voice) return { status: 'voice_not_found', message: `A voice with voice_id ${voiceId} was not found.` }
  const format = outputFormat(query.get('output_format'))
  if (!format)
    return {
      status: 'output_format_not_allowed',
      message: 'This output_format cannot be made here: use ulaw_8000 or pcm.',
    }
  const parsed = Query.safeParse(Object.fromEntries(query))
  if (!parsed.success) return { status: 'invalid_parameters', message: z.prettifyError(parsed.error) }
  return { voice, format, autoMode: parsed.data.auto_mode, inactivityMs: parsed.data.inactivity_timeout * 1000 }
}

export const VoiceSettings = z.object({ speed: z.number().min(0.7).max(1.2).nullish() })
export const GenerationConfig = z.object({
  chunk_length_schedule: z.array(z.number().min(50).max(500)).min(1).nullish(),
})

export function atSpeed(profile: Profile, settings: z.infer<typeof VoiceSettings> | null | undefined): Profile {
  return { ...profile, wordsPerMinute: Math.round(profile.wordsPerMinute * (settings?.speed ?? 1)) }
}

// POST /v1/text-to-speech/:voice and its kin: a whole text at once, answered whole, as a stream, or as lines with timestamps.
import { z } from 'zod'
import { type Ask, type Refusal, send } from '../faulty-door.ts'
import type { Reply } from '../reply.ts'
import type { Stretch } from './alignment.ts'
import type { Espeak } from './espeak.ts'
import { Generation } from './generation.ts'
import { type OutputFormat, outputFormat } from './output-format.ts'
import { atSpeed, VoiceSettings } from './stream-query.ts'
import { VOICES } from './voices.ts'

/** The most that any model takes in one request. */
const TEXT_CHARS_MAX = 40_000

const Body = z.object({
  text: z.string().min(1),
  model_id: z.string().default('eleven_multilingual_v2'),
  voice_settings: VoiceSettings.nullish(),
})

export type Shape = 'whole' | 'stream' | 'lines' | 'whole-with-times'

export function refusal(status: number, code: string, message: string): Refusal {
  return { status, body: JSON.stringify({ detail: { status: code, message } }) }
}

function read(body: string): z.output<typeof Body> | Refusal {
  try {
    const parsed = Body.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : refusal(422, 'invalid_parameters', z.prettifyError(parsed.error))
  } catch (error) {
    if (error instanceof SyntaxError) return refusal(422, 'invalid_parameters', 'The body is not valid JSON.')
    throw error
  }
}

interface Timed {
  characters: string[]
  character_start_times_seconds: number[]
  character_end_times_seconds: number[]
}

/** Here times are seconds from the beginning of the speech, and the names differ from the websocket's. */
function timed({ chars, startsMs, durationsMs }: Stretch, fromMs: number): Timed {
  const seconds = (ms: number): number => Math.round(fromMs + ms) / 1000
  return {
    characters: chars,
    character_start_times_seconds: startsMs.map(seconds),
    character_end_times_seconds: startsMs.map((start, n) => seconds(start + (durationsMs[n] ?? 0))),
  }
}

function joined(all: Timed[]): Timed {
  return {
    characters: all.flatMap(({ characters }) => characters),
    character_start_times_seconds: all.flatMap(({ character_start_times_seconds: starts }) => starts),
    character_end_times_seconds: all.flatMap(({ character_end_times_seconds: ends }) => ends),
  }
}

function answer(
  reply: Reply,
  shape: Shape,
  format: OutputFormat,
  headers: Record<string, string>,
): { stretch(stretch: Stretch): void; quiet(): void } {
  const audio: Buffer[] = []
  const times: Timed[] = []
  let ms = 0
  const contentType = shape === 'whole' || shape === 'stream' ? format.contentType : 'application/json'
  const whole = shape === 'whole' || shape === 'whole-with-times'
  if (!whole) reply.head(200, { 'content-type': contentType, ...headers })
  return {
    stretch(stretch) {
      const bytes = format.encode(stretch.samples)
      const alignment = timed(stretch, ms)
      ms += (stretch.samples.length * 1000) / format.rate
      if (shape === 'stream') reply.write(bytes)
      else if (shape === 'lines')
        reply.write(
          `${JSON.stringify({ audio_base64: bytes.toString('base64'), alignment, normalized_alignment: alignment })}\n`,
        )
      else audio.push(bytes)
      times.push(alignment)
    },
    quiet() {
      if (!whole) return reply.end()
      reply.head(200, { 'content-type': contentType, ...headers })
      const bytes = Buffer.concat(audio)
      if (shape === 'whole') return reply.end(bytes)
      const alignment = joined(times)
      reply.end(JSON.stringify({ audio_base64: bytes.toString('base64'), alignment, normalized_alignment: alignment }))
    },
  }
}

export function synthesize(
  ask: Ask,
  reply: Reply,
  voiceId: string,
  shape: Shape,
  espeak: Espeak,
  headers: Record<string, string>,
): void {
  const voice = VOICES.find(({ id }) => id === voiceId)
  if (!voice) return send(reply, refusal(400, 'voice_not_found', `A voice with voice_id ${voiceId} was not found.`))
  const format = outputFormat(ask.query.get('output_format'))
  if (!format)
    return send(
      reply,
      refusal(400, 'output_format_not_allowed', 'This output_format cannot be made here: use ulaw_8000 or pcm.'),
    )
  const body = read(ask.body)
  if ('status' in body) return send(reply, body)
  if (body.text.length > TEXT_CHARS_MAX)
    return send(reply, refusal(400, 'max_character_limit_exceeded', `At most ${TEXT_CHARS_MAX} characters.`))
  const generation = new Generation(
    espeak,
    atSpeed(voice.profile, body.voice_settings),
    format,
    answer(reply, shape, format, headers),
  )
  reply.onClose(() => generation.abandon())
  generation.say(body.text)
}

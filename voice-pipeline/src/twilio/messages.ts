// Media Streams: every number-looking field is a string, except inside mediaFormat. Unknown events pass and are ignored.
import { z } from 'zod'

/** Base64 of one frame. Twilio sends 160 bytes; nothing promises it. */
const PAYLOAD_CHARS_MAX = 48_000

const Start = z.object({
  event: z.literal('start'),
  streamSid: z.string().min(1).max(64),
  start: z.object({
    callSid: z.string().min(1).max(64),
    customParameters: z.record(z.string(), z.string().max(500)).default({}),
    mediaFormat: z.object({
      encoding: z.literal('audio/x-mulaw'),
      sampleRate: z.literal(8000),
      channels: z.literal(1),
    }),
  }),
})

const Media = z.object({
  event: z.literal('media'),
  streamSid: z.string().max(64),
  media: z.object({
    payload: z
      .string()
      .max(PAYLOAD_CHARS_MAX)
      .regex(/^[A-Za-z0-9+/]*={0,2}$/),
  }),
})

const Mark = z.object({
  event: z.literal('mark'),
  streamSid: z.string().max(64),
  mark: z.object({ name: z.string().max(100) }),
})

const Dtmf = z.object({
  event: z.literal('dtmf'),
  streamSid: z.string().max(64),
  dtmf: z.object({ digit: z.string().regex(/^[0-9A-D*#]$/) }),
})

const Stop = z.object({ event: z.literal('stop'), streamSid: z.string().max(64) })

const KNOWN = ['start', 'media', 'mark', 'dtmf', 'stop']
const Other = z
  .looseObject({ event: z.string() })
  .refine((message) => !KNOWN.includes(message.event))
  .transform(() => ({ event: 'other' as const }))

export const StreamMessage = z.union([z.discriminatedUnion('event', [Media, Mark, Dtmf, Start, Stop]), Other])
export type StreamMessage = z.infer<typeof StreamMessage>
export type StreamStart = z.infer<typeof Start>

// What an application may send on a media stream.
import { z } from 'zod'

const StreamMessage = z.discriminatedUnion('event', [
  z.object({ event: z.literal('media'), streamSid: z.string(), media: z.object({ payload: z.base64() }) }),
  z.object({ event: z.literal('mark'), streamSid: z.string(), mark: z.object({ name: z.string() }) }),
  z.object({ event: z.literal('clear'), streamSid: z.string() }),
])

export type StreamMessage = z.infer<typeof StreamMessage>

/** Null for what Twilio would ignore with warning 31950. */
export function parseStreamMessage(text: string, streamSid: string): StreamMessage | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  const parsed = StreamMessage.safeParse(json)
  return parsed.success && parsed.data.streamSid === streamSid ? parsed.data : null
}

// Which words of a text were audible when only its first milliseconds were played: asked of the voice itself, not of the product.
import { z } from 'zod'

const Line = z.object({
  audio_base64: z.string(),
  alignment: z.object({ characters: z.array(z.string()), character_end_times_seconds: z.array(z.number()) }).nullable(),
})

/** The whole words of `text` that end within `playedMs` of its speech by this voice. */
export async function wordsWithin(
  understudyPort: number,
  voiceId: string,
  text: string,
  playedMs: number,
): Promise<string[]> {
  const url = `http://localhost:${understudyPort + 3}/v1/text-to-speech/${voiceId}/stream/with-timestamps?output_format=ulaw_8000`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'xi-api-key': 'understudy_elevenlabs_key' },
    body: JSON.stringify({ text, model_id: 'eleven_flash_v2_5' }),
  })
  if (!response.ok) throw new Error(`the voice: ${response.status} ${await response.text()}`)
  let spoken = ''
  for (const line of (await response.text()).split('\n').filter((one) => one.trim() !== '')) {
    const { alignment } = Line.parse(JSON.parse(line))
    for (const [index, character] of (alignment?.characters ?? []).entries()) {
      const endMs = (alignment?.character_end_times_seconds[index] ?? Infinity) * 1000
      if (endMs <= playedMs) spoken += character
    }
  }
  const whole =
    spoken.length < text.length && /\w/.test(text[spoken.length] ?? '') ? spoken.replace(/\S*$/, '') : spoken
  return wordsOf(whole)
}

export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []

// The sound of Twilio speaking: a hum in syllables, so that it is heard and measured. Its words reach the phone as text.
import { encode } from '../speech/mulaw.ts'

const RATE = 8_000
const PITCH_HZ = 165
const SYLLABLE_MS = 180
const LOUDNESS = 5_000
/** Pace of speech, as the virtual phone's own. */
const MS_PER_CHARACTER = 60
const HUM_MS_MAX = 120_000

export function hum(text: string): Uint8Array {
  const ms = Math.min(text.length * MS_PER_CHARACTER, HUM_MS_MAX)
  const bytes = new Uint8Array((ms * RATE) / 1000)
  for (let i = 0; i < bytes.length; i++) {
    const seconds = i / RATE
    const syllable = Math.sin((Math.PI * ((seconds * 1000) % SYLLABLE_MS)) / SYLLABLE_MS)
    const voice = Math.sin(2 * Math.PI * PITCH_HZ * seconds) + 0.4 * Math.sin(4 * Math.PI * PITCH_HZ * seconds)
    bytes[i] = encode(LOUDNESS * syllable * voice)
  }
  return bytes
}

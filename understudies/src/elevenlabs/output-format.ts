// The audio formats that can be made here: mu-law and raw PCM. The compressed ones of the vendor cannot.
import { encodeFrame } from '../speech/mulaw.ts'

export interface OutputFormat {
  rate: number
  contentType: string
  encode(samples: Int16Array): Buffer
}

function pcm(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2)
  samples.forEach((sample, n) => bytes.writeInt16LE(sample, n * 2))
  return bytes
}

const RATES = [8_000, 16_000, 22_050, 24_000, 44_100]

const FORMATS = new Map<string, OutputFormat>([
  ['ulaw_8000', { rate: 8_000, contentType: 'audio/basic', encode: (samples) => Buffer.from(encodeFrame(samples)) }],
  ...RATES.map((rate): [string, OutputFormat] => [`pcm_${rate}`, { rate, contentType: 'audio/pcm', encode: pcm }]),
])

export function outputFormat(name: string | null): OutputFormat | null {
  return FORMATS.get(name ?? 'mp3_44100_128') ?? null
}

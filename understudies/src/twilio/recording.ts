// Audio a <Play> names: mu-law or 16-bit PCM at 8 kHz, bare or in a WAV. Anything else is refused, not played as noise.
import { encode } from '../speech/mulaw.ts'

/** Longest recording played: two minutes. */
const PLAY_BYTES_MAX = 2 * 60 * 16_000
const FETCH_MS_MAX = 10_000

export async function fetchRecording(url: string, signal: AbortSignal): Promise<Uint8Array | null> {
  if (!URL.canParse(url)) return null
  try {
    const reply = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS_MAX)]) })
    if (!reply.ok) return null
    const bytes = new Uint8Array(await reply.arrayBuffer()).subarray(0, PLAY_BYTES_MAX)
    const type = reply.headers.get('content-type') ?? ''
    return type.startsWith('audio/basic') || type.startsWith('audio/x-mulaw') ? bytes : readWav(bytes)
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name !== 'DataCloneError')) return null
    throw error
  }
}

const MULAW = 7
const PCM = 1

export function readWav(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return null
  let format = 0
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (tag(at) === 'fmt ' && body + 16 <= bytes.length) {
      const mono8k = view.getUint16(body + 2, true) === 1 && view.getUint32(body + 4, true) === 8_000
      format = mono8k ? view.getUint16(body, true) : 0
    }
    if (tag(at) === 'data') {
      const data = bytes.subarray(body, body + size)
      if (format === MULAW) return data
      return format === PCM ? compress(data) : null
    }
    at = body + size + (size % 2)
  }
  return null
}

function compress(pcm: Uint8Array): Uint8Array {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
  const bytes = new Uint8Array(pcm.length >> 1)
  for (let i = 0; i < bytes.length; i++) bytes[i] = encode(view.getInt16(i * 2, true))
  return bytes
}

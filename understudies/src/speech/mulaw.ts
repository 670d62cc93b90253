// G.711 mu-law, 8 kHz: one byte a sample, both directions by table.

const BIAS = 0x84
const CLIP = 32_635

function expand(byte: number): number {
  const bits = ~byte & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7)) - BIAS
  return bits & 0x80 ? -magnitude : magnitude
}

function compress(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}

const linear = Int16Array.from({ length: 256 }, (_, byte) => expand(byte))
const companded = Uint8Array.from({ length: 65_536 }, (_, index) => compress(index - 32_768))

/** What a mu-law line carries when nobody makes a sound. */
export const SILENCE = 0xff

export function decode(byte: number): number {
  return linear[byte & 0xff] ?? 0
}

export function encode(sample: number): number {
  const clipped = sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : Math.round(sample)
  return companded[clipped + 32_768] ?? SILENCE
}

export function decodeFrame(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) samples[i] = linear[bytes[i] ?? SILENCE] ?? 0
  return samples
}

export function encodeFrame(samples: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = encode(samples[i] ?? 0)
  return bytes
}

/** Root mean square of a stretch of mu-law audio, on the 16-bit scale: 0 is silence, speech is in the thousands. */
export function loudness(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  let sum = 0
  for (const byte of bytes) sum += decode(byte) ** 2
  return Math.sqrt(sum / bytes.length)
}

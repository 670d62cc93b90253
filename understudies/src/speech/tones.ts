// The alphabet of spoken.ts: which tones may sound, and which of them sound in ten milliseconds of audio.
// Every tone is an odd multiple of 100 Hz, so any 80 samples hold whole periods and the tones do not leak into each other.

export const RATE = 8_000
/** One look at the sound: 10 ms. */
export const WINDOW = 80
/** One symbol (a byte of text) sounds for 40 ms: four windows, two line frames. */
export const SYMBOL = 320

const hertz = (index: number): number => 300 + 200 * index

/** Index of each tone: eight for the bits of a byte, three that take turns so symbols can be told apart, two that frame a word. */
export const BITS = [0, 1, 2, 3, 4, 8, 9, 10]
export const TURNS = [5, 6, 7]
export const HEAD = 11
export const TAIL = 12
const TONES = 13

/** Level of one tone on the 16-bit scale: the fullest chord (ten tones) still fits without clipping. */
const LEVEL = 2_200
/** A tone counts as sounding from this share of the turn tone's level: survives the tilt of a poor resampler. */
const ON = 0.42
/** Two turn tones closer than this: the window straddles two symbols and says nothing. */
const CLEAR = 0.35
/** Share of the sound's energy that the chord must explain; voices and noises spread theirs elsewhere. */
const EXPLAINED = 0.6
/** Root mean square below which the line is silent. */
const QUIET = 180

const cosines: Float64Array[] = []
const sines: Float64Array[] = []
for (let tone = 0; tone < TONES; tone++) {
  const step = (2 * Math.PI * hertz(tone)) / RATE
  cosines.push(Float64Array.from({ length: WINDOW }, (_, n) => Math.cos(step * n)))
  sines.push(Float64Array.from({ length: WINDOW }, (_, n) => Math.sin(step * n)))
}

/** Adds one period-exact window of a tone to `into`; the starting angles are spread so that a chord has no sharp peak. */
export function sound(tone: number, into: Float64Array): void {
  const angle = (Math.PI * tone * tone) / TONES
  const step = (2 * Math.PI * hertz(tone)) / RATE
  for (let n = 0; n < into.length; n++) into[n] = (into[n] ?? 0) + LEVEL * Math.cos(step * n + angle)
}

export interface Chord {
  kind: 'chord'
  turn: number
  byte: number
  head: boolean
  tail: boolean
}

/** Between: a chord, but of two symbols at once. */
export type Look = Chord | { kind: 'silence' } | { kind: 'noise' } | { kind: 'between' }

function level(tone: number, samples: Float64Array): number {
  const cosine = cosines[tone]
  const sine = sines[tone]
  if (!cosine || !sine) return 0
  let re = 0
  let im = 0
  for (let n = 0; n < WINDOW; n++) {
    const sample = samples[n] ?? 0
    re += sample * (cosine[n] ?? 0)
    im += sample * (sine[n] ?? 0)
  }
  return (2 / WINDOW) * Math.hypot(re, im)
}

export function look(samples: Float64Array): Look {
  let energy = 0
  for (const sample of samples) energy += sample * sample
  energy /= WINDOW
  if (energy < QUIET * QUIET) return { kind: 'silence' }

  const levels = Array.from({ length: TONES }, (_, tone) => level(tone, samples))
  const explained = levels.reduce((sum, each) => sum + (each * each) / 2, 0)
  if (explained < EXPLAINED * energy) return { kind: 'noise' }

  const turns = TURNS.map((tone, turn) => ({ turn, level: levels[tone] ?? 0 })).sort((a, b) => b.level - a.level)
  const [first, second] = turns
  if (!first || !second || first.level < QUIET) return { kind: 'noise' }
  if (second.level > CLEAR * first.level) return { kind: 'between' }

  const on = (tone: number): boolean => (levels[tone] ?? 0) > ON * first.level
  const byte = BITS.reduce((sum, tone, bit) => (on(tone) ? sum | (1 << bit) : sum), 0)
  return { kind: 'chord', turn: first.turn, byte, head: on(HEAD), tail: on(TAIL) }
}

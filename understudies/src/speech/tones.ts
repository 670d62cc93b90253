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
/** No tone of a chord is so much louder than its turn tone; the tones of a voice often are. */
const EVEN = 1.6
/** Two turn tones closer than this: the window straddles two symbols and says nothing. */
const CLEAR = 0.35
/** Share of the sound's energy that the chord must explain; voices and noises spread theirs elsewhere. */
const EXPLAINED = 0.75
/** Root mean square below which the line is silent. */
const QUIET = 180

const angle = (tone: number): number => (2 * Math.PI * hertz(tone)) / RATE
const coefficients = Array.from({ length: TONES }, (_, tone) => 2 * Math.cos(angle(tone)))

/** Adds one period-exact window of a tone to `into`; the starting angles are spread so that a chord has no sharp peak. */
export function sound(tone: number, into: Float64Array): void {
  const start = (Math.PI * tone * tone) / TONES
  for (let n = 0; n < into.length; n++) into[n] = (into[n] ?? 0) + LEVEL * Math.cos(angle(tone) * n + start)
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

/** Goertzel's filter: how loud one tone is. */
function level(coefficient: number, samples: Float64Array): number {
  let last = 0
  let before = 0
  for (const sample of samples) {
    const next = sample + coefficient * last - before
    before = last
    last = next
  }
  return (2 / WINDOW) * Math.sqrt(last * last + before * before - coefficient * last * before)
}

export function look(samples: Float64Array): Look {
  let energy = 0
  for (const sample of samples) energy += sample * sample
  energy /= WINDOW
  if (energy < QUIET * QUIET) return { kind: 'silence' }

  const levels = coefficients.map((coefficient) => level(coefficient, samples))
  const explained = levels.reduce((sum, each) => sum + (each * each) / 2, 0)
  if (explained < EXPLAINED * energy) return { kind: 'noise' }

  const turns = TURNS.map((tone, turn) => ({ turn, level: levels[tone] ?? 0 })).sort((a, b) => b.level - a.level)
  const [first, second] = turns
  if (!first || !second || first.level < QUIET) return { kind: 'noise' }
  if (levels.some((each) => each > EVEN * first.level)) return { kind: 'noise' }
  if (second.level > CLEAR * first.level) return { kind: 'between' }

  const on = (tone: number): boolean => (levels[tone] ?? 0) > ON * first.level
  const byte = BITS.reduce((sum, tone, bit) => (on(tone) ? sum | (1 << bit) : sum), 0)
  return { kind: 'chord', turn: first.turn, byte, head: on(HEAD), tail: on(TAIL) }
}

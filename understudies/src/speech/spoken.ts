// Speech whose text is carried in the sound: what the virtual phone says and the ear's understudy hears.
// A word is a row of chords: a head (its number), its UTF-8 bytes, a tail (a checksum), then a short silence. See tones.ts.
import { checksum } from './checksum.ts'
import { encodeFrame, SILENCE } from './mulaw.ts'
import { BITS, HEAD, sound, SYMBOL, TAIL, TURNS, WINDOW } from './tones.ts'

export { Listener, type HeardWord } from './listener.ts'

/** Bytes of silence after a word, and after a word that ends a clause or a sentence: shorter than any end of turn. */
const PAUSE = 320
const CLAUSE = 960
const SENTENCE = 1_280

type Mark = 'head' | 'tail' | 'letter'

function chord(byte: number, turn: number, mark: Mark): Uint8Array {
  const wave = new Float64Array(WINDOW)
  BITS.forEach((tone, bit) => {
    if (byte & (1 << bit)) sound(tone, wave)
  })
  sound(TURNS[turn % TURNS.length] ?? 0, wave)
  if (mark === 'head') sound(HEAD, wave)
  if (mark === 'tail') sound(TAIL, wave)
  const window = encodeFrame(wave)
  const symbol = new Uint8Array(SYMBOL)
  for (let at = 0; at < SYMBOL; at += WINDOW) symbol.set(window, at)
  return symbol
}

const chords = new Map<number, Uint8Array>()

/** The 2,304 possible chords are each made once. */
function symbol(byte: number, turn: number, mark: Mark): Uint8Array {
  const key = (byte * TURNS.length + (turn % TURNS.length)) * 4 + (mark === 'head' ? 1 : mark === 'tail' ? 2 : 0)
  const known = chords.get(key)
  if (known) return known
  const made = chord(byte, turn, mark)
  chords.set(key, made)
  return made
}

function pause(word: string): number {
  if (/[.!?…]$/u.test(word)) return SENTENCE
  return /[,;:]$/u.test(word) ? CLAUSE : PAUSE
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '')
}

/** Mu-law 8 kHz, a whole number of 160-byte frames. Words are numbered from `firstWord`, modulo 256. */
export function speak(text: string, firstWord = 0): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  wordsOf(text).forEach((word, index) => {
    const bytes = encoder.encode(word)
    const seq = (firstWord + index) & 0xff
    parts.push(symbol(seq, 0, 'head'))
    bytes.forEach((byte, at) => parts.push(symbol(byte, at + 1, 'letter')))
    parts.push(symbol(checksum(seq, bytes), bytes.length + 1, 'tail'))
    parts.push(new Uint8Array(pause(word)).fill(SILENCE))
  })
  const audio = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    audio.set(part, at)
    at += part.length
  }
  return audio
}

// One word being heard, symbol by symbol; judged at its end: right, or misheard and how badly.
import { checksum } from './checksum.ts'
import type { Symbol } from './symbols.ts'
import { RATE, SYMBOL, TURNS, WINDOW } from './tones.ts'

export interface HeardWord {
  text: string
  /** Seconds of audio since the listener began. */
  start: number
  end: number
  /** From 0.9 up: every frame arrived. 0.5 and up: some frames were lost, but the checksum holds. Below: misheard. */
  confidence: number
  /** The speaker's number of the word (modulo 256); null when its head was lost. */
  seq: number | null
}

const INTACT = 0.98
const PER_LOST_FRAME = 0.12
const MISHEARD = 0.4
const WINDOWS = SYMBOL / WINDOW
const seconds = (windows: number): number => (windows * WINDOW) / RATE

/** Letters as text; a hole, or a byte that makes no letter, is an ellipsis. */
function spell(bytes: (number | null)[]): string {
  const decoder = new TextDecoder()
  const pieces: number[][] = [[]]
  for (const byte of bytes) {
    if (byte === null) pieces.push([])
    else pieces.at(-1)?.push(byte)
  }
  const spelled = pieces.map((piece) => decoder.decode(Uint8Array.from(piece))).join('…')
  return spelled.replace(/[\uFFFD\s\p{Cc}]+/gu, '…').replace(/…+/gu, '…')
}

export class WordInProgress {
  readonly #seq: number | null
  readonly #first: number
  readonly #bytes: (number | null)[] = []
  #last: number
  #turn: number
  #symbols = 1

  constructor(opening: Symbol) {
    this.#seq = opening.head ? opening.byte : null
    this.#first = opening.first
    this.#last = opening.last
    this.#turn = opening.turn
    if (!opening.head) this.#bytes.push(null)
    if (!opening.head && !opening.tail) this.#bytes.push(opening.byte)
  }

  #follow(symbol: Symbol): void {
    const missing = (symbol.turn - this.#turn - 1 + 2 * TURNS.length) % TURNS.length
    for (let i = 0; i < missing; i++) this.#bytes.push(null)
    this.#symbols += missing + 1
    this.#turn = symbol.turn
    this.#last = symbol.last
  }

  letter(symbol: Symbol): void {
    this.#follow(symbol)
    this.#bytes.push(symbol.byte)
  }

  /** The letters so far, when there are enough to call it speech. */
  soFar(least: number): { text: string; start: number; end: number } | null {
    if (this.#seq === null || this.#bytes.length < least || this.#bytes.includes(null)) return null
    return { text: spell(this.#bytes), start: seconds(this.#first), end: seconds(this.#last + 1) }
  }

  /** `drowned` line frames of it were no chord. Null when it was too little to be anything but a noise. */
  finish(tail: Symbol | null, drowned: number): HeardWord | null {
    if (tail) this.#follow(tail)
    else this.#bytes.push(null)
    const letters = this.#bytes.filter((byte) => byte !== null)
    const whole = this.#seq !== null && tail !== null && letters.length === this.#bytes.length
    const right = whole && letters.length > 0 && checksum(this.#seq ?? 0, letters) === tail.byte
    const ends = (this.#seq === null ? 0 : 1) + (tail === null ? 0 : 1)
    const framed = ends === 2 || (ends === 1 && this.#symbols >= 4)
    if (!right && !framed) return null

    const skipped = this.#symbols * WINDOWS - (this.#last - this.#first + 1)
    const lostFrames = drowned + Math.floor(Math.max(0, skipped) / 2)
    const share = letters.length / this.#bytes.length || 0
    const confidence = right
      ? Math.max(0.5, INTACT - PER_LOST_FRAME * lostFrames)
      : Math.max(0.05, MISHEARD * share - 0.02 * lostFrames)
    return {
      text: spell(this.#bytes),
      start: seconds(this.#first),
      end: seconds(this.#last + 1),
      confidence: Math.round(confidence * 100) / 100,
      seq: this.#seq,
    }
  }
}

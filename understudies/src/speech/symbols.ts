// Windows of sound into symbols: the windows of one chord are put to the vote. Knows nothing of words.
import { type Chord, SYMBOL, WINDOW } from './tones.ts'

const FULL = SYMBOL / WINDOW

export interface Symbol {
  turn: number
  byte: number
  head: boolean
  tail: boolean
  /** Windows of its chord, first and last; ten milliseconds each. */
  first: number
  last: number
}

function most(votes: boolean[]): boolean {
  return votes.filter(Boolean).length * 2 > votes.length
}

export class Run {
  readonly #chords: Chord[] = []
  readonly #first: number
  #last: number

  constructor(chord: Chord, window: number) {
    this.#chords.push(chord)
    this.#first = window
    this.#last = window
  }

  /** False when the chord belongs to another symbol: by its turn or, where just the symbols between were lost, by its length. */
  take(chord: Chord, window: number): boolean {
    if (chord.turn !== this.#chords[0]?.turn) return false
    if (this.#chords.length >= FULL && chord.byte !== this.symbol().byte) return false
    this.#chords.push(chord)
    this.#last = window
    return true
  }

  get isTail(): boolean {
    return most(this.#chords.map((chord) => chord.tail))
  }

  symbol(): Symbol {
    let byte = 0
    for (let bit = 0; bit < 8; bit++)
      if (most(this.#chords.map((chord) => (chord.byte & (1 << bit)) !== 0))) byte |= 1 << bit
    return {
      turn: this.#chords[0]?.turn ?? 0,
      byte,
      head: most(this.#chords.map((chord) => chord.head)),
      tail: this.isTail,
      first: this.#first,
      last: this.#last,
    }
  }
}

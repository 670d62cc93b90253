// Hears the words that spoken.ts put into sound, in pieces of any size. What is lost or garbled is misheard, never guessed.
// Other sound (a cough, a voice) is sound without words.
import { type HeardWord, WordInProgress } from './heard-word.ts'
import { decodeFrame } from './mulaw.ts'
import { Run, type Symbol } from './symbols.ts'
import { type Chord, look, RATE, WINDOW } from './tones.ts'

export type { HeardWord } from './heard-word.ts'

/** Windows without a chord after which a word that never ended is taken as cut off: 100 ms. */
const CUT_OFF = 10

export class Listener {
  readonly #window = new Float64Array(WINDOW)
  #filled = 0
  #windows = 0
  #lastSound = 0
  #lastChord = 0
  #run: Run | null = null
  #word: WordInProgress | null = null
  /** Line frames inside the word in progress that were silence or noise instead of a chord. */
  #drowned = 0

  /** Seconds of audio heard so far. */
  get now(): number {
    return (this.#windows * WINDOW + this.#filled) / RATE
  }

  /** When there was last any sound, words or not, in seconds of audio. */
  get soundUntil(): number {
    return (this.#lastSound * WINDOW) / RATE
  }

  /** When there was last the sound of a word. */
  get speechUntil(): number {
    return (this.#lastChord * WINDOW) / RATE
  }

  /** Whether a word has begun and not ended. */
  get inWord(): boolean {
    return this.#word !== null || this.#run !== null
  }

  /** A word of which at least `least` letters have been heard, but not yet its end. */
  partial(least = 2): { text: string; start: number; end: number } | null {
    return this.#word?.soFar(least) ?? null
  }

  /** Mu-law 8 kHz. */
  feed(bytes: Uint8Array): HeardWord[] {
    return this.feedSamples(decodeFrame(bytes))
  }

  /** 16-bit linear, 8 kHz. */
  feedSamples(samples: Int16Array): HeardWord[] {
    const heard: HeardWord[] = []
    for (const sample of samples) {
      this.#window[this.#filled++] = sample
      if (this.#filled < WINDOW) continue
      this.#filled = 0
      this.#hear(heard)
      this.#windows += 1
    }
    return heard
  }

  /** The stream is over: what was begun is cut off. */
  finish(): HeardWord[] {
    const heard: HeardWord[] = []
    this.#endSymbol(heard)
    this.#endWord(null, heard)
    return heard
  }

  #hear(heard: HeardWord[]): void {
    const seen = look(this.#window)
    if (seen.kind !== 'silence') this.#lastSound = this.#windows + 1
    if (seen.kind === 'chord') this.#chord(seen, heard)
    else if (this.#run?.isTail) this.#endSymbol(heard)
    else if (this.#windows - this.#lastChord >= CUT_OFF) {
      this.#endSymbol(heard)
      this.#endWord(null, heard)
    }
  }

  #chord(chord: Chord, heard: HeardWord[]): void {
    const gap = this.#windows - this.#lastChord
    if (!this.#run && !this.#word) this.#drowned = 0
    else this.#drowned += Math.floor(gap / 2)
    this.#lastChord = this.#windows + 1
    if (this.#run?.take(chord, this.#windows)) return
    this.#endSymbol(heard)
    this.#run = new Run(chord, this.#windows)
  }

  #endSymbol(heard: HeardWord[]): void {
    if (!this.#run) return
    const symbol = this.#run.symbol()
    this.#run = null
    if (symbol.head) {
      this.#endWord(null, heard)
      this.#word = new WordInProgress(symbol)
    } else if (!this.#word) {
      if (!symbol.tail) this.#word = new WordInProgress(symbol)
    } else if (symbol.tail) this.#endWord(symbol, heard)
    else this.#word.letter(symbol)
  }

  #endWord(tail: Symbol | null, heard: HeardWord[]): void {
    const word = this.#word?.finish(tail, this.#drowned)
    if (word) heard.push(word)
    this.#word = null
    this.#drowned = 0
  }
}

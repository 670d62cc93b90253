// When each character is said: words as espeak times them, characters spread inside. Audio is handed on in stretches that end with a word.
import type { Part } from './espeak.ts'

export interface Stretch {
  samples: Int16Array
  /** Characters that begin in this stretch, and their times from its start. */
  chars: string[]
  startsMs: number[]
  durationsMs: number[]
}

interface Word {
  character: number
  ms: number
}

/** Letters take their time, a space hardly any, a full stop the pause after it. */
function weight(character: string): number {
  if (/\s/u.test(character)) return 0.3
  if (/[,;:]/u.test(character)) return 1.5
  return /[.!?…]/u.test(character) ? 3 : 1
}

export class Aligner {
  readonly #chars: string[]
  readonly #rate: number
  readonly #stretchMs: number
  #samples: number[] = []
  /** The first character and moment not handed on yet. */
  #character = 0
  #fromMs = 0
  #words: Word[] = []

  /** `stretchMs`: stretches are at least so long, but for the first and the last. */
  constructor(text: string, rate: number, stretchMs: number) {
    this.#chars = Array.from(text)
    this.#rate = rate
    this.#stretchMs = stretchMs
  }

  feed({ samples, words }: Part): Stretch[] {
    for (const sample of samples) this.#samples.push(sample)
    for (const word of words) {
      const last = this.#words.at(-1) ?? { character: this.#character, ms: this.#fromMs }
      if (word.character > last.character && word.ms > last.ms && word.character < this.#chars.length)
        this.#words.push(word)
    }
    const end = this.#words.at(-1)
    const least = this.#fromMs === 0 ? 0 : this.#stretchMs
    if (!end || end.ms - this.#fromMs < least || end.ms - this.#fromMs > this.#heldMs()) return []
    return [this.#cut(end)]
  }

  finish(): Stretch[] {
    const end = { character: this.#chars.length, ms: this.#fromMs + this.#heldMs() }
    this.#words = this.#words.filter(({ ms }) => ms < end.ms)
    this.#words.push(end)
    const left = this.#samples.length > 0 || this.#character < this.#chars.length
    return left ? [this.#cut(end)] : []
  }

  #heldMs(): number {
    return (this.#samples.length * 1000) / this.#rate
  }

  #cut(end: Word): Stretch {
    const count = Math.min(this.#samples.length, Math.round(((end.ms - this.#fromMs) * this.#rate) / 1000))
    const stretch: Stretch = {
      samples: Int16Array.from(this.#samples.slice(0, count)),
      chars: [],
      startsMs: [],
      durationsMs: [],
    }
    let from: Word = { character: this.#character, ms: this.#fromMs }
    for (const word of this.#words) {
      this.#spread(from, word, stretch)
      from = word
    }
    this.#samples = this.#samples.slice(count)
    this.#character = end.character
    this.#fromMs = end.ms
    this.#words = []
    return stretch
  }

  #spread(from: Word, to: Word, stretch: Stretch): void {
    const chars = this.#chars.slice(from.character, to.character)
    const total = chars.reduce((sum, character) => sum + weight(character), 0)
    let at = from.ms
    for (const character of chars) {
      const next = at + ((to.ms - from.ms) * weight(character)) / total
      const start = Math.round(at - this.#fromMs)
      stretch.chars.push(character)
      stretch.startsMs.push(start)
      stretch.durationsMs.push(Math.round(next - this.#fromMs) - start)
      at = next
    }
  }
}

// One voice saying one text after another, in order: each as stretches of audio with their alignment.
import { Aligner, type Stretch } from './alignment.ts'
import type { Espeak } from './espeak.ts'
import type { OutputFormat } from './output-format.ts'
import type { Profile } from './voices.ts'

export interface Speaking {
  stretch(stretch: Stretch): void
  /** Nothing is left to say. */
  quiet(): void
}

/** Texts longer than this are cut at sentence ends, so that no call waits long for another's speech. */
const PIECE_CHARS = 160
/** A stretch of audio in one message. */
const STRETCH_MS = 250

function pieces(text: string): string[] {
  const sentences = text.match(/[^.!?…]+[.!?…]*\s*|[.!?…]+\s*/gu) ?? [text]
  const out: string[] = []
  for (const sentence of sentences) {
    const last = out.at(-1)
    if (last !== undefined && (last.length + sentence.length <= PIECE_CHARS || !/[\p{L}\p{N}]/u.test(sentence)))
      out[out.length - 1] = last + sentence
    else out.push(sentence)
  }
  return out
}

/** Markup is not read here: its signs are silent, and every character keeps its place. */
const plain = (text: string): string => text.replace(/[<>&]/gu, ' ').replace(/[\n\r\t]/gu, ' ')

export class Generation {
  readonly #espeak: Espeak
  readonly #profile: Profile
  readonly #format: OutputFormat
  readonly #speaking: Speaking
  readonly #texts: string[] = []
  #stop: (() => void) | null = null

  constructor(espeak: Espeak, profile: Profile, format: OutputFormat, speaking: Speaking) {
    this.#espeak = espeak
    this.#profile = profile
    this.#format = format
    this.#speaking = speaking
  }

  get busy(): boolean {
    return this.#stop !== null
  }

  say(text: string): void {
    this.#texts.push(...pieces(text))
    if (!this.busy) this.#next()
  }

  abandon(): void {
    this.#texts.length = 0
    this.#stop?.()
    this.#stop = null
  }

  #next(): void {
    const text = this.#texts.shift()
    this.#stop = null
    if (text === undefined) return this.#speaking.quiet()
    const { rate } = this.#format
    const aligner = new Aligner(text, rate, STRETCH_MS)
    this.#stop = this.#espeak.say(plain(text), this.#profile, rate, {
      part: (part) => aligner.feed(part).forEach((stretch) => this.#speaking.stretch(stretch)),
      done: () => {
        aligner.finish().forEach((stretch) => this.#speaking.stretch(stretch))
        this.#next()
      },
    })
  }
}

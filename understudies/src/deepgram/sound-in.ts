// The client's audio bytes as 8 kHz samples, in pieces of any size. Higher rates are averaged down.
import { decode } from '../speech/mulaw.ts'
import { RATE } from '../speech/tones.ts'

export class SoundIn {
  readonly #wide: boolean
  readonly #ratio: number
  #odd: number | null = null
  #sum = 0
  #counted = 0

  constructor(encoding: 'linear16' | 'mulaw', sampleRate: number) {
    this.#wide = encoding === 'linear16'
    this.#ratio = sampleRate / RATE
  }

  samples(bytes: Uint8Array): Int16Array {
    const out: number[] = []
    for (const byte of bytes) {
      if (!this.#wide) this.#take(decode(byte), out)
      else if (this.#odd === null) this.#odd = byte
      else {
        this.#take((((byte << 8) | this.#odd) << 16) >> 16, out)
        this.#odd = null
      }
    }
    return Int16Array.from(out)
  }

  #take(sample: number, out: number[]): void {
    this.#sum += sample
    this.#counted += 1
    if (this.#counted < this.#ratio) return
    out.push(this.#sum / this.#ratio)
    this.#sum = 0
    this.#counted = 0
  }
}

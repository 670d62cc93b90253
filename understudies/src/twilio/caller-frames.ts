// The caller's audio as `media` bodies: numbered chunks with a media clock, 160 bytes each unless a fault says otherwise.
import type { Faults } from './faults.ts'

export type Chunk = { chunk: number; timestampMs: number; payload: Uint8Array }

/** Sizes of a re-chunked message, in bytes: anything but 20 ms. */
const ODD_BYTES_MIN = 33
const ODD_BYTES_MAX = 611

export class CallerFrames {
  readonly #faults: Faults
  #chunk = 0
  #bytes = 0
  #held = Buffer.alloc(0)
  #wanted = 0

  constructor(faults: Faults) {
    this.#faults = faults
  }

  /** What to send now that these 20 ms have been spoken. A lost chunk keeps its number and its time. */
  add(frame: Uint8Array): Chunk[] {
    if (!this.#faults.settings.rechunk && this.#held.length === 0) return this.#number([frame])
    this.#held = Buffer.concat([this.#held, frame])
    if (!this.#faults.settings.rechunk) {
      const all = this.#held
      this.#held = Buffer.alloc(0)
      return this.#number([all])
    }
    const pieces: Uint8Array[] = []
    this.#wanted ||= this.#faults.between(ODD_BYTES_MIN, ODD_BYTES_MAX)
    while (this.#held.length >= this.#wanted) {
      pieces.push(this.#held.subarray(0, this.#wanted))
      this.#held = this.#held.subarray(this.#wanted)
      this.#wanted = this.#faults.between(ODD_BYTES_MIN, ODD_BYTES_MAX)
    }
    return this.#number(pieces)
  }

  #number(pieces: Uint8Array[]): Chunk[] {
    const chunks: Chunk[] = []
    for (const payload of pieces) {
      this.#chunk++
      this.#bytes += payload.length
      if (this.#faults.happens(this.#faults.settings.mediaLossRate)) continue
      chunks.push({ chunk: this.#chunk, timestampMs: Math.round(this.#bytes / 8), payload })
    }
    return chunks
  }
}

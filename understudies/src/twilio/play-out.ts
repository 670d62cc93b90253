// What waits to be played to the phone, in order, with the marks between. Pure: it advances only when a frame is taken,
// and a mark is reached when the frame before it has finished, not when it was taken.

/** 20 ms of mu-law at 8 kHz. */
export const FRAME_BYTES = 160
export const FRAME_MS = 20
export const SILENCE = new Uint8Array(FRAME_BYTES).fill(0xff)
/** Twilio queues about ten minutes, then discards (31931). */
export const QUEUE_BYTES_MAX = 10 * 60 * 8_000

type Mark = { at: number; reached: () => void }

export class PlayOut {
  #chunks: Uint8Array[] = []
  /** Bytes already taken from the first chunk. */
  #offset = 0
  #enqueued = 0
  #taken = 0
  #played = 0
  #marks: Mark[] = []

  get queuedMs(): number {
    return (this.#enqueued - this.#taken) / 8
  }

  /** False when the queue is full: what did not fit is discarded. */
  enqueue(bytes: Uint8Array): boolean {
    const room = QUEUE_BYTES_MAX - (this.#enqueued - this.#taken)
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes
    if (kept.length > 0) this.#chunks.push(kept)
    this.#enqueued += kept.length
    return kept.length === bytes.length
  }

  mark(reached: () => void): void {
    if (this.#enqueued <= this.#played) reached()
    else this.#marks.push({ at: this.#enqueued, reached })
  }

  /** Ends the frame in the air, reaches its marks, and takes the next. Null when nothing is left to play. */
  take(): Uint8Array | null {
    this.#played = this.#taken
    while (this.#marks[0] && this.#marks[0].at <= this.#played) this.#marks.shift()?.reached()
    const left = this.#enqueued - this.#taken
    if (left === 0) return null
    const frame = new Uint8Array(FRAME_BYTES).fill(0xff)
    let filled = 0
    while (filled < FRAME_BYTES && this.#chunks[0]) {
      const chunk = this.#chunks[0]
      const piece = chunk.subarray(this.#offset, this.#offset + FRAME_BYTES - filled)
      frame.set(piece, filled)
      filled += piece.length
      this.#offset += piece.length
      if (this.#offset < chunk.length) continue
      this.#chunks.shift()
      this.#offset = 0
    }
    this.#taken += filled
    return frame
  }

  /** Drops what waits and reaches every outstanding mark, in order: an echoed mark does not prove that audio was heard. */
  clear(): void {
    const outstanding = this.#empty()
    for (const mark of outstanding) mark.reached()
  }

  /** Drops what waits and forgets the marks: nobody is left to be told. */
  drop(): void {
    this.#empty()
  }

  #empty(): Mark[] {
    const outstanding = this.#marks
    this.#chunks = []
    this.#offset = 0
    this.#taken = this.#enqueued
    this.#played = this.#enqueued
    this.#marks = []
    return outstanding
  }
}

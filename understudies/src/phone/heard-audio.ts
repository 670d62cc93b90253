// What one phone heard in one call: every frame played to it, which of them were audible, and a bounded recording.
import { loudness } from '../speech/mulaw.ts'
import { FRAME_BYTES, FRAME_MS } from '../twilio/play-out.ts'
import { wavOfMulaw } from './wav.ts'

export type HeardSegment = { startMs: number; endMs: number }

/** Root mean square on the 16-bit scale. Speech is in the thousands, line noise in the tens. */
const AUDIBLE_LOUDNESS = 300
/** Shorter gaps (a stop consonant, a breath) do not end a segment. */
const GAP_MS = 200
/** The newest segments of a call that is all stops and starts. */
const SEGMENTS_MAX = 1_000
/** Ten minutes; what follows is measured but not recorded. */
const RECORDING_BYTES_MAX = 10 * 60 * 8_000

export class HeardAudio {
  audibleMs = 0
  readonly segments: HeardSegment[] = []
  #frames = 0
  #recording: Buffer = Buffer.alloc(0)
  #recorded = 0
  #forgotten = false

  /** Null is silence. True when it was audible. */
  hear(frame: Uint8Array | null): boolean {
    const startMs = this.#frames * FRAME_MS
    this.#frames++
    this.#record(frame)
    if (frame === null || loudness(frame) < AUDIBLE_LOUDNESS) return false
    this.audibleMs += FRAME_MS
    const endMs = startMs + FRAME_MS
    const last = this.segments.at(-1)
    if (last && startMs - last.endMs < GAP_MS) last.endMs = endMs
    else this.segments.push({ startMs, endMs })
    if (this.segments.length > SEGMENTS_MAX) this.segments.shift()
    return true
  }

  get elapsedMs(): number {
    return this.#frames * FRAME_MS
  }

  get silentMs(): number {
    return this.elapsedMs - (this.segments.at(-1)?.endMs ?? 0)
  }

  wav(): Buffer {
    return wavOfMulaw(this.#recording.subarray(0, this.#recorded))
  }

  /** Measures stay; the sound itself is let go. */
  forgetRecording(): void {
    this.#forgotten = true
    this.#recording = Buffer.alloc(0)
    this.#recorded = 0
  }

  #record(frame: Uint8Array | null): void {
    if (this.#forgotten || this.#recorded + FRAME_BYTES > RECORDING_BYTES_MAX) return
    if (this.#recorded + FRAME_BYTES > this.#recording.length) {
      const larger = Buffer.alloc(Math.max(16_000, this.#recording.length * 2), 0xff)
      larger.set(this.#recording)
      this.#recording = larger
    }
    if (frame) this.#recording.set(frame, this.#recorded)
    this.#recorded += FRAME_BYTES
  }
}

// What the person is going to say, sent frame by frame in real time while somebody listens.
import { randomUUID } from 'node:crypto'
import { speak, wordsOf } from '../speech/spoken.ts'
import { FRAME_BYTES, FRAME_MS } from '../twilio/play-out.ts'

export type Utterance = {
  id: string
  text: string
  at: string
  durationMs: number
  /** Since the answer; null until its first and after its last frame were sent. */
  startMs: number | null
  endMs: number | null
}

type Pending = { utterance: Utterance; audio: Uint8Array; sent: number; done: (whole: boolean) => void }

/** Sentences waiting; a script that types faster than speech is told to wait. */
export const UTTERANCES_WAITING_MAX = 50

export class SpeechQueue {
  readonly #pending: Pending[] = []
  #words = 0

  /** Null when too much waits already. `whole` resolves when all of it was sent, false if the call ended first. */
  add(text: string, at: string): { utterance: Utterance; whole: Promise<boolean> } | null {
    if (this.#pending.length >= UTTERANCES_WAITING_MAX) return null
    const audio = speak(text, this.#words)
    this.#words += wordsOf(text).length
    const durationMs = (audio.length / FRAME_BYTES) * FRAME_MS
    const utterance: Utterance = { id: randomUUID(), text, at, durationMs, startMs: null, endMs: null }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#pending.push({ utterance, audio, sent: 0, done: resolve })
    return { utterance, whole: promise }
  }

  /** The next 20 ms, at `nowMs` since the answer. */
  take(nowMs: number): Uint8Array | null {
    const current = this.#pending[0]
    if (!current) return null
    current.utterance.startMs ??= nowMs
    const frame = current.audio.subarray(current.sent, current.sent + FRAME_BYTES)
    current.sent += FRAME_BYTES
    if (current.sent >= current.audio.length) {
      current.utterance.endMs = nowMs + FRAME_MS
      this.#pending.shift()
      current.done(true)
    }
    return frame.length === FRAME_BYTES ? frame : null
  }

  drop(): void {
    for (const { done } of this.#pending.splice(0)) done(false)
  }
}

// The audio path of one answered call: a metronome of 20 ms frames that never drifts, play-out one way, the caller the other.
import type { Cancel, Clock } from './clock.ts'
import type { Handset } from './handset.ts'
import { FRAME_MS, PlayOut, SILENCE } from './play-out.ts'

export type Listener = { frame(bytes: Uint8Array): void }

/** After a stall frames come in a bunch, as from a real line; past this much (a suspended machine) the time is lost. */
const CATCH_UP_FRAMES_MAX = 1_500

export class Line {
  readonly playOut = new PlayOut()
  /** Who hears the caller; nobody, while Twilio itself speaks. */
  listener: Listener | null = null
  readonly #clock: Clock
  readonly #handset: Handset
  #epoch = 0
  #frames = 0
  #running = false
  #cancel: Cancel = () => {}

  constructor(clock: Clock, handset: Handset) {
    this.#clock = clock
    this.#handset = handset
  }

  start(): void {
    this.#epoch = this.#clock.now()
    this.#running = true
    this.#tick()
  }

  stop(): void {
    this.#running = false
    this.#cancel()
    this.listener = null
    this.playOut.drop()
  }

  /** Plays to the phone; resolves when it has been heard, or dropped. */
  play(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const dropped = () => {
      this.playOut.drop()
      resolve()
    }
    if (signal.aborted) return Promise.resolve()
    signal.addEventListener('abort', dropped, { once: true })
    this.playOut.enqueue(bytes)
    this.playOut.mark(() => {
      signal.removeEventListener('abort', dropped)
      resolve()
    })
    return promise
  }

  #tick = (): void => {
    const behind = Math.floor((this.#clock.now() - this.#epoch) / FRAME_MS) - this.#frames
    if (behind > CATCH_UP_FRAMES_MAX) this.#epoch += (behind - CATCH_UP_FRAMES_MAX) * FRAME_MS
    while (this.#running && this.#epoch + this.#frames * FRAME_MS <= this.#clock.now()) {
      this.#frames++
      this.#handset.hear(this.playOut.take())
      this.listener?.frame(this.#handset.speech() ?? SILENCE)
    }
    if (!this.#running) return
    const due = this.#epoch + this.#frames * FRAME_MS
    this.#cancel = this.#clock.after(Math.ceil(due - this.#clock.now()), this.#tick)
  }
}

// One context of a websocket: text collects, becomes speech in order, and the context ends when it is closed and all of it is said.
import type { Clock } from '../twilio/clock.ts'
import type { Stretch } from './alignment.ts'
import type { Espeak } from './espeak.ts'
import { Generation } from './generation.ts'
import { atSpeed, type StreamSettings } from './stream-query.ts'
import type { Opening } from './stream-messages.ts'
import { TextBuffer } from './text-buffer.ts'

export interface Stage {
  espeak: Espeak
  settings: StreamSettings
  clock: Clock
}

export interface Audience {
  audio(message: object): void
  /** Closed and finalised. */
  final(): void
  /** Nothing came or went for the whole inactivity timeout. */
  inactive(): void
}

export class SpeechContext {
  readonly #stage: Stage
  readonly #audience: Audience
  readonly #buffer: TextBuffer
  readonly #generation: Generation
  #closing = false
  #stopTimer: () => void = () => undefined

  constructor(stage: Stage, opening: Opening, audience: Audience) {
    const { espeak, settings } = stage
    this.#stage = stage
    this.#audience = audience
    this.#buffer = new TextBuffer(settings.autoMode, opening.generation_config?.chunk_length_schedule ?? undefined)
    this.#generation = new Generation(
      espeak,
      atSpeed(settings.voice.profile, opening.voice_settings),
      settings.format,
      {
        stretch: (stretch) => this.#tell(stretch),
        quiet: () => this.#quiet(),
      },
    )
    this.#touch()
  }

  /** Empty text keeps the context alive. */
  text(text: string, how: { flush: boolean; nudge: boolean }): void {
    this.#touch()
    this.#say(text === '' ? null : this.#buffer.push(text, how.nudge))
    if (how.flush) this.#say(this.#buffer.flush())
  }

  /** What was flushed is still said; what was not is dropped, unless `sayRest`. */
  close(sayRest: boolean): void {
    if (sayRest) this.#say(this.#buffer.flush())
    this.#closing = true
    if (!this.#generation.busy) this.#quiet()
  }

  abandon(): void {
    this.#stopTimer()
    this.#generation.abandon()
  }

  #say(text: string | null): void {
    if (text !== null) this.#generation.say(text)
  }

  #tell({ samples, chars, startsMs, durationsMs }: Stretch): void {
    this.#touch()
    const alignment = { chars, charStartTimesMs: startsMs, charsDurationsMs: durationsMs }
    const audio = this.#stage.settings.format.encode(samples).toString('base64')
    this.#audience.audio({ audio, isFinal: null, alignment, normalizedAlignment: alignment })
  }

  #quiet(): void {
    if (!this.#closing) return
    this.#stopTimer()
    this.#audience.final()
  }

  #touch(): void {
    this.#stopTimer()
    this.#stopTimer = this.#stage.clock.after(this.#stage.settings.inactivityMs, () => this.#audience.inactive())
  }
}

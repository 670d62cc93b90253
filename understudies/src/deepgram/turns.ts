// The turn detector: audio in, turn events out. Every timer here runs on the audio's own clock; no audio, no time.
import { type HeardWord, Listener } from '../speech/listener.ts'
import { RATE } from '../speech/tones.ts'
import type { Trigger, TurnEvent, TurnInfo, Word } from './messages.ts'

export interface TurnSettings {
  eotThreshold: number
  /** Null: no eager events, and so no resumed turns. */
  eagerEotThreshold: number | null
  eotTimeoutMs: number
  /** A noise of a tenth of a second starts a turn without words, as the real ear is known to do. */
  noiseStartsTurn: boolean
}

/** The detector looks this often: 10 ms of audio. */
const STEP = 80
const UPDATE_EVERY = 0.25
/** Letters of an unfinished word that are enough to be sure of speech. */
const LETTERS = 2
const UNFINISHED = 0.45
const NOISE = 0.1

/** Seconds of silence after the last word that end a turn: 0.24 at the least threshold, 0.32 by default, 0.44 near one. */
const eotSilence = (threshold: number): number => 0.24 + 0.4 * (threshold - 0.5)
/** The eager guess: 0.08 to 0.2, so about 0.24 before the end of turn. */
const eagerSilence = (threshold: number): number => 0.08 + 0.2 * (threshold - 0.3)
const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits

export class TurnDetector {
  settings: TurnSettings
  readonly #listener = new Listener()
  readonly #emit: (info: TurnInfo) => void
  #words: HeardWord[] = []
  #started = false
  /** The text that an eager end was announced for. */
  #eager: string | null = null
  #index = 0
  #windowStart = 0
  #reportedAt = 0
  #quietSince = 0
  #noiseSince: number | null = null

  constructor(settings: TurnSettings, emit: (info: TurnInfo) => void) {
    this.settings = settings
    this.#emit = emit
  }

  /** 8 kHz samples, any number of them. */
  hear(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += STEP) {
      this.#words.push(...this.#listener.feedSamples(samples.subarray(at, at + STEP)))
      this.#step()
    }
  }

  forceEnd(): void {
    if (this.#started) this.#end('manual')
  }

  get #now(): number {
    return this.#listener.now
  }

  #step(): void {
    this.#listenForNoise()
    const speaking = this.#words.length > 0 || this.#listener.partial(LETTERS) !== null
    if (!this.#started) {
      if (speaking || this.#noiseStarts()) {
        this.#started = true
        this.#quietSince = this.#now
        this.#report('StartOfTurn')
      } else if (this.#now - this.#reportedAt >= UPDATE_EVERY) this.#report('Update')
      return
    }
    if (this.#eager !== null && this.#transcript() !== this.#eager) {
      this.#eager = null
      this.#report('TurnResumed')
    }
    this.#wait()
  }

  /** What the silence so far means. */
  #wait(): void {
    const { eotThreshold, eagerEotThreshold, eotTimeoutMs } = this.settings
    this.#quietSince = Math.max(this.#quietSince, this.#listener.speechUntil)
    const quiet = this.#now - this.#quietSince
    const said = this.#words.length > 0 && !this.#listener.inWord
    if (said && eotThreshold < 1 && quiet >= eotSilence(eotThreshold)) return this.#end('model')
    if (quiet * 1000 >= eotTimeoutMs) return this.#end('timeout')
    const mayGuess = said && eagerEotThreshold !== null && this.#eager === null
    if (mayGuess && quiet >= eagerSilence(eagerEotThreshold)) {
      this.#eager = this.#transcript()
      return this.#report('EagerEndOfTurn')
    }
    if (this.#now - this.#reportedAt >= UPDATE_EVERY) this.#report('Update')
  }

  #end(trigger: Trigger): void {
    this.#report('EndOfTurn', trigger)
    this.#index += 1
    this.#words = []
    this.#started = false
    this.#eager = null
    this.#windowStart = this.#now
    this.#noiseSince = null
  }

  #listenForNoise(): void {
    const sounding = this.#listener.soundUntil > this.#now - 4 * (STEP / RATE)
    if (!sounding || this.#listener.inWord) this.#noiseSince = null
    else this.#noiseSince ??= this.#now
  }

  #noiseStarts(): boolean {
    return this.settings.noiseStartsTurn && this.#noiseSince !== null && this.#now - this.#noiseSince >= NOISE
  }

  #transcript(): string {
    const unfinished = this.#listener.partial(LETTERS)
    return [...this.#words, ...(unfinished ? [unfinished] : [])].map(({ text }) => text).join(' ')
  }

  #spoken(): Word[] {
    const words = this.#words.map(({ text, confidence, start, end }) => ({
      word: text,
      confidence,
      start: round(start),
      end: round(end),
    }))
    const unfinished = this.#listener.partial(LETTERS)
    if (!unfinished) return words
    return [
      ...words,
      { word: unfinished.text, confidence: UNFINISHED, start: round(unfinished.start), end: round(unfinished.end) },
    ]
  }

  /** How sure that no more speech is coming, from the silence so far. */
  #confidence(trigger: Trigger | undefined): number {
    if (trigger === 'model') return Math.max(this.settings.eotThreshold, 0.8)
    if (this.#words.length === 0) return 0
    const share = (this.#now - this.#quietSince) / eotSilence(this.settings.eotThreshold)
    const guess = this.#eager === null ? 0 : (this.settings.eagerEotThreshold ?? 0)
    return Math.max(guess, Math.min(0.95, share) * this.settings.eotThreshold)
  }

  #report(event: TurnEvent, trigger?: Trigger): void {
    this.#reportedAt = this.#now
    const words = event === 'EndOfTurn' ? this.#spoken().slice(0, this.#words.length) : this.#spoken()
    this.#emit({
      type: 'TurnInfo',
      event,
      turn_index: this.#index,
      audio_window_start: round(this.#windowStart),
      audio_window_end: round(this.#now),
      transcript: words.map(({ word }) => word).join(' '),
      words,
      end_of_turn_confidence: round(this.#confidence(trigger), 2),
      ...(trigger && { trigger }),
    })
  }
}

// One virtual phone: what it is doing, what it heard, what was said to it. The person holding it acts through PhoneDoor.
import type { Clock } from '../twilio/clock.ts'
import type { AnsweringKind, EndedReason, Handset, Leg, TextMessage } from '../twilio/handset.ts'
import { FRAME_MS } from '../twilio/play-out.ts'
import { HeardAudio } from './heard-audio.ts'
import { SpeechQueue, type Utterance } from './speech-queue.ts'

export type PhoneState = 'idle' | 'ringing' | 'dialling' | 'in-call'

export type PhoneCall = {
  sid: string | null
  peer: string
  peerName: string | null
  direction: 'incoming' | 'outgoing'
  startedAt: string
  answeredAt: string | null
  endedAt: string | null
  endedReason: EndedReason | 'not-in-service' | null
}

export type PhoneEvent = { kind: 'changed' } | { kind: 'audio'; frame: Uint8Array }

const CALLS_KEPT_MAX = 20
const MESSAGES_KEPT_MAX = 100
const UTTERANCES_KEPT_MAX = 200

export class Phone implements Handset {
  readonly number: string
  owner: string | null = null
  state: PhoneState = 'idle'
  call: PhoneCall | null = null
  heard = new HeardAudio()
  said: Utterance[] = []
  saidToIt: string[] = []
  pressed = ''
  readonly messages: TextMessage[] = []
  readonly calls: PhoneCall[] = []
  readonly #clock: Clock
  readonly #watchers = new Set<(event: PhoneEvent) => void>()
  readonly #onRecorded: (audio: HeardAudio) => void
  #leg: Leg | null = null
  #speech = new SpeechQueue()

  constructor(number: string, clock: Clock, onRecorded: (audio: HeardAudio) => void) {
    this.number = number
    this.#clock = clock
    this.#onRecorded = onRecorded
  }

  ring(leg: Leg): boolean {
    if (this.state !== 'idle') return false
    this.#begin(leg, 'ringing')
    return true
  }

  /** The exchange has taken the number this phone dialled. */
  dialled(leg: Leg): void {
    this.#begin(leg, 'dialling')
  }

  /** It has not: a recorded voice says so and the call is over. */
  notInService(peer: string): void {
    const now = this.#now()
    this.call = {
      sid: null,
      peer,
      peerName: null,
      direction: 'outgoing',
      startedAt: now,
      answeredAt: null,
      endedAt: now,
      endedReason: 'not-in-service',
    }
    this.#remember(this.call)
    this.#changed()
  }

  connected(): void {
    if (!this.call) return
    this.state = 'in-call'
    this.call.answeredAt = this.#now()
    this.#onRecorded(this.heard)
    this.#changed()
  }

  ended(reason: EndedReason, sid: string): void {
    if (!this.call || this.call.sid !== sid) return
    this.call.endedReason = reason
    this.call.endedAt = this.#now()
    this.state = 'idle'
    this.#leg = null
    this.#speech.drop()
    this.#changed()
  }

  speech(): Uint8Array | null {
    return this.#speech.take(this.heard.elapsedMs - FRAME_MS)
  }

  hear(frame: Uint8Array | null): void {
    const audible = this.heard.hear(frame)
    if (!audible || !frame) return
    for (const watch of this.#watchers) watch({ kind: 'audio', frame })
  }

  told(text: string): void {
    this.saidToIt.push(text)
    if (this.saidToIt.length > UTTERANCES_KEPT_MAX) this.saidToIt.shift()
    this.#changed()
  }

  receive(message: TextMessage): void {
    this.messages.push(message)
    if (this.messages.length > MESSAGES_KEPT_MAX) this.messages.shift()
    this.#changed()
  }

  answer(as: AnsweringKind = 'human'): boolean {
    if (this.state !== 'ringing') return false
    this.#leg?.answer(as)
    return true
  }

  decline(): boolean {
    if (this.state !== 'ringing') return false
    this.#leg?.decline()
    return true
  }

  hangUp(): boolean {
    if (this.state !== 'in-call' && this.state !== 'dialling') return false
    this.#leg?.hangUp()
    return true
  }

  press(digits: string): boolean {
    if (this.state !== 'in-call') return false
    for (const digit of digits) this.#leg?.press(digit)
    this.pressed += digits
    this.#changed()
    return true
  }

  say(text: string): { utterance: Utterance; whole: Promise<boolean> } | 'not-in-call' | 'too-much' {
    if (this.state !== 'in-call') return 'not-in-call'
    const spoken = this.#speech.add(text, this.#now())
    if (!spoken) return 'too-much'
    this.said.push(spoken.utterance)
    if (this.said.length > UTTERANCES_KEPT_MAX) this.said.shift()
    this.#changed()
    return spoken
  }

  watch(watcher: (event: PhoneEvent) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #begin(leg: Leg, state: 'ringing' | 'dialling'): void {
    const { sid, peer, peerName, direction } = leg
    this.#leg = leg
    this.state = state
    this.call = {
      sid,
      peer,
      peerName,
      direction,
      startedAt: this.#now(),
      answeredAt: null,
      endedAt: null,
      endedReason: null,
    }
    this.heard = new HeardAudio()
    this.said = []
    this.saidToIt = []
    this.pressed = ''
    this.#speech = new SpeechQueue()
    this.#remember(this.call)
    this.#changed()
  }

  #remember(call: PhoneCall): void {
    this.calls.unshift(call)
    this.calls.splice(CALLS_KEPT_MAX)
  }

  #changed(): void {
    for (const watch of this.#watchers) watch({ kind: 'changed' })
  }

  #now(): string {
    return this.#clock.date().toISOString()
  }
}

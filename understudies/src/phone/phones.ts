// Every phone there is: one for any number that is asked for, made on first use.
import type { Clock } from '../twilio/clock.ts'
import type { Handset, Leg } from '../twilio/handset.ts'
import type { HeardAudio } from './heard-audio.ts'
import { Phone } from './phone.ts'

/** What a phone can ask of the network. */
export type Carrier = {
  /** Null when the number is not in service. */
  dial(handset: Handset, caller: { to: string; attested: boolean; name: string | null }): Leg | null
  /** False when the number is not in service. */
  write(from: string, to: string, body: string): boolean
  contacts(): Array<{ number: string; name: string | null }>
}

/** Idle phones beyond this many are forgotten, oldest first. */
const PHONES_MAX = 20_000
/** Recordings kept, newest calls first: each may hold ten minutes. */
const RECORDINGS_MAX = 64

const nobody: Carrier = { dial: () => null, write: () => false, contacts: () => [] }

export class Phones {
  carrier: Carrier = nobody
  readonly #clock: Clock
  readonly #phones = new Map<string, Phone>()
  readonly #recordings: HeardAudio[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  at(number: string): Phone {
    const known = this.#phones.get(number)
    if (known) return known
    if (this.#phones.size >= PHONES_MAX) this.#forgetOne()
    const phone = new Phone(number, this.#clock, (audio) => this.#keep(audio))
    this.#phones.set(number, phone)
    return phone
  }

  all(): Phone[] {
    return [...this.#phones.values()]
  }

  #forgetOne(): void {
    for (const phone of this.#phones.values()) {
      if (phone.state !== 'idle') continue
      this.#phones.delete(phone.number)
      return
    }
  }

  #keep(audio: HeardAudio): void {
    this.#recordings.push(audio)
    if (this.#recordings.length > RECORDINGS_MAX) this.#recordings.shift()?.forgetRecording()
  }
}

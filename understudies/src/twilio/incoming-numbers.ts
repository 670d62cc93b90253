// The account's own numbers and what Twilio does when somebody rings or texts them.
import { formatted } from './telephone.ts'
import type { WebhookMethod } from './webhook.ts'

export type Hook = { url: string; method: WebhookMethod }

export type IncomingNumber = {
  sid: string
  number: string
  friendlyName: string
  voice: Hook
  voiceFallback: Hook
  status: Hook
  sms: Hook
  smsFallback: Hook
  createdAt: Date
  updatedAt: Date
}

export class IncomingNumbers {
  readonly #byNumber = new Map<string, IncomingNumber>()

  add(number: IncomingNumber): void {
    this.#byNumber.set(number.number, number)
  }

  remove(number: IncomingNumber): void {
    this.#byNumber.delete(number.number)
  }

  at(number: string): IncomingNumber | undefined {
    return this.#byNumber.get(number)
  }

  /** Null when nobody gave it a name of its own. */
  nameOf(number: string): string | null {
    const name = this.at(number)?.friendlyName ?? null
    return name === formatted(number) ? null : name
  }

  withSid(sid: string): IncomingNumber | undefined {
    return this.all().find((number) => number.sid === sid)
  }

  all(): IncomingNumber[] {
    return [...this.#byNumber.values()]
  }
}

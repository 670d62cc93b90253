// Codes and links sent by e-mail: magic auth, address verification, password reset. Each expires and works once.
import { timingSafeEqual } from 'node:crypto'
import { Codes } from './codes.ts'
import { refusal } from './errors.ts'
import type { Events } from './events.ts'
import { newId, newSecret, sixDigits } from './ids.ts'
import type { Mailbox } from './mailbox.ts'
import type { Person } from './state-file.ts'

const CODE_MS = 10 * 60_000
const RESET_MS = 60 * 60_000
/** A six-digit code survives this many wrong guesses, then is gone. */
const GUESSES_MAX = 5

type Sent = { code: string; guesses: number }
export type Kind = 'magic_auth' | 'email_verification'
type Reset = { id: string; userId: string; email: string; token: string; expiresAt: string; createdAt: string }

export class Letters {
  readonly #sent = { magic_auth: new Codes<Sent>(CODE_MS), email_verification: new Codes<Sent>(CODE_MS) }
  readonly #objects = new Codes<Record<string, unknown>>(CODE_MS)
  readonly #resets = new Codes<Reset>(RESET_MS)
  readonly #mailbox: Mailbox
  readonly #events: Events
  readonly #origin: () => string

  constructor(mailbox: Mailbox, events: Events, origin: () => string) {
    this.#mailbox = mailbox
    this.#events = events
    this.#origin = origin
  }

  sendCode(kind: Kind, person: Person): Record<string, unknown> {
    const code = sixDigits()
    const now = new Date().toISOString()
    const expires_at = this.#sent[kind].put(person.id, { code, guesses: 0 }).toISOString()
    const about = {
      object: kind,
      id: newId(kind),
      user_id: person.id,
      email: person.email,
      expires_at,
      created_at: now,
      updated_at: now,
    }
    const wire = { ...about, code }
    this.#objects.put(about.id, wire)
    this.#mailbox.send({ to: person.email, subject: SUBJECTS[kind], text: 'Your code, good for ten minutes:', code })
    this.#events.record(`${kind}.created`, about)
    return wire
  }

  /** A code sent earlier, by its object id, while it lives. */
  sentObject(id: string): Record<string, unknown> | undefined {
    return this.#objects.peek(id)
  }

  redeemCode(kind: Kind, person: Person | undefined, code: string): void {
    const sent = person && this.#sent[kind].peek(person.id)
    if (!person || !sent) throw refusal(400, 'one_time_code_expired', 'The one-time code has expired.')
    if (!same(sent.code, code)) {
      sent.guesses += 1
      if (sent.guesses >= GUESSES_MAX) this.#sent[kind].take(person.id)
      throw refusal(400, 'invalid_one_time_code', 'Invalid one-time code.')
    }
    this.#sent[kind].take(person.id)
  }

  sendReset(person: Person): Record<string, unknown> {
    const token = newSecret()
    const reset: Reset = {
      id: newId('password_reset'),
      userId: person.id,
      email: person.email,
      token,
      createdAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + RESET_MS).toISOString(),
    }
    this.#resets.put(token, reset)
    const link = this.#resetUrl(token)
    this.#objects.put(reset.id, this.#wireReset(reset))
    this.#mailbox.send({ to: person.email, subject: 'Reset your password', text: 'Choose a new password here:', link })
    const { password_reset_token: _token, password_reset_url: _url, ...about } = this.#wireReset(reset)
    this.#events.record('password_reset.created', about)
    return this.#wireReset(reset)
  }

  /** Whose reset this is; the token stays good until `spendReset`. */
  resetOwner(token: string): string {
    const reset = this.#resets.peek(token)
    if (!reset)
      throw refusal(400, 'password_reset_token_invalid', 'The password reset token is invalid or has expired.')
    return reset.userId
  }

  spendReset(token: string): void {
    this.#resets.take(token)
  }

  #resetUrl(token: string): string {
    return `${this.#origin()}/reset-password?token=${token}`
  }

  #wireReset(reset: Reset) {
    return {
      object: 'password_reset',
      id: reset.id,
      user_id: reset.userId,
      email: reset.email,
      password_reset_token: reset.token,
      password_reset_url: this.#resetUrl(reset.token),
      expires_at: reset.expiresAt,
      created_at: reset.createdAt,
    }
  }
}

const SUBJECTS = { magic_auth: 'Your sign-in code', email_verification: 'Verify your e-mail address' }

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

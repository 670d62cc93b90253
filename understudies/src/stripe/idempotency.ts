// Idempotency keys: the same key with the same request replays the first answer; with another request it is refused.
import { createHash } from 'node:crypto'
import type { WebReply, WebRequest } from '../web-server.ts'
import { StripeRefusal } from './errors.ts'

const KEY_MS = 24 * 3_600_000
/** The oldest keys are forgotten first. */
const KEYS_MAX = 20_000
const KEY_CHARS_MAX = 255

type Kept = { fingerprint: string; atMs: number; reply: WebReply | undefined }

export class Idempotency {
  readonly #kept = new Map<string, Kept>()

  async once(request: WebRequest, run: () => Promise<WebReply>): Promise<WebReply> {
    const key = String(request.headers['idempotency-key'] ?? '')
    if (request.method !== 'POST' || key === '') return run()
    if (key.length > KEY_CHARS_MAX)
      throw new StripeRefusal(400, 'invalid_request_error', 'Idempotency keys are at most 255 characters.')
    const fingerprint = createHash('sha256').update(`${request.path}\n${request.body}`).digest('hex')
    const known = this.#known(key)
    if (known) return replay(key, known, fingerprint)
    const kept: Kept = { fingerprint, atMs: Date.now(), reply: undefined }
    this.#keep(key, kept)
    const reply = await run()
    // Stripe remembers what it executed, not what it refused to look at.
    if (reply.status === 401 || reply.status === 429) this.#kept.delete(key)
    kept.reply = { ...reply, headers: { ...reply.headers, 'idempotency-key': key } }
    return kept.reply
  }

  #known(key: string): Kept | undefined {
    const kept = this.#kept.get(key)
    return kept && Date.now() - kept.atMs < KEY_MS ? kept : undefined
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEYS_MAX && oldest !== undefined) this.#kept.delete(oldest)
  }
}

function replay(key: string, kept: Kept, fingerprint: string): WebReply {
  if (kept.fingerprint !== fingerprint) {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
    throw new StripeRefusal(400, 'idempotency_error', message)
  }
  if (!kept.reply) {
    const message = 'There is currently another in-progress request using this idempotency key.'
    throw new StripeRefusal(409, 'idempotency_error', message, { code: 'idempotency_key_in_use' })
  }
  return { ...kept.reply, headers: { ...kept.reply.headers, 'idempotent-replayed': 'true' } }
}

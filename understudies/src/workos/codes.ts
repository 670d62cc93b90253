// Short-lived, single-use things a person or a browser carries: codes, tokens. Bounded, expiring, taken once.
type Kept<T> = { value: T; expiresAtMs: number }

export class Codes<T> {
  readonly #kept = new Map<string, Kept<T>>()
  readonly #lifeMs: number
  readonly #max: number

  /** When full, the oldest is forgotten: `max` bounds memory, not behaviour anyone relies on. */
  constructor(lifeMs: number, max = 10_000) {
    this.#lifeMs = lifeMs
    this.#max = max
  }

  put(key: string, value: T): Date {
    this.#kept.delete(key)
    const expiresAtMs = Date.now() + this.#lifeMs
    this.#kept.set(key, { value, expiresAtMs })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > this.#max && oldest !== undefined) this.#kept.delete(oldest)
    return new Date(expiresAtMs)
  }

  peek(key: string): T | undefined {
    const kept = this.#kept.get(key)
    return kept && kept.expiresAtMs > Date.now() ? kept.value : undefined
  }

  take(key: string): T | undefined {
    const value = this.peek(key)
    this.#kept.delete(key)
    return value
  }
}

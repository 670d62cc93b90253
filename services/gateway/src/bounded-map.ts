// A map that forgets its oldest entry when it is full, and entries past their time. For what an isolate may remember.

export class BoundedMap<V> {
  readonly #entries = new Map<string, { value: V; until: number }>()
  readonly #sizeMax: number

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax
  }

  get(key: string, nowMs: number): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.until > nowMs) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: V, until: number): void {
    this.#entries.delete(key)
    const oldest = this.#entries.size >= this.#sizeMax ? this.#entries.keys().next() : undefined
    if (oldest?.done === false) this.#entries.delete(oldest.value)
    this.#entries.set(key, { value, until })
  }

  clear(): void {
    this.#entries.clear()
  }
}

// The calls this process holds: how many, how many at most, and whether it still takes new ones.
import type { Call } from './call/call.ts'

export class LiveCalls {
  readonly capacity: number
  readonly #calls = new Map<string, Call | null>()
  #draining = false
  #empty: (() => void)[] = []

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.#calls.size
  }

  get draining(): boolean {
    return this.#draining
  }

  get full(): boolean {
    return this.#calls.size >= this.capacity
  }

  has(callId: string): boolean {
    return this.#calls.has(callId)
  }

  add(callId: string, call: Call): void {
    this.#calls.set(callId, call)
  }

  find(callId: string): Call | null {
    return this.#calls.get(callId) ?? null
  }

  /** Over, but its report is still on its way. */
  reporting(callId: string): void {
    this.#calls.set(callId, null)
  }

  remove(callId: string): void {
    this.#calls.delete(callId)
    if (this.#calls.size === 0)
      this.#empty.splice(0).forEach((tell) => {
        tell()
      })
  }

  /** No new calls; resolves when the last one is over and reported. */
  drain(): Promise<void> {
    this.#draining = true
    return new Promise((resolve) => {
      if (this.#calls.size === 0) resolve()
      else this.#empty.push(resolve)
    })
  }
}

// Delivers signed notices the way providers do: at least once, retried, each attempt signed afresh.
import { setTimeout as wait } from 'node:timers/promises'

/** Real providers retry for days; a local stack that has not answered after these waits is not going to. */
const RETRY_WAITS_MS = [200, 1_000, 5_000]
/** One attempt's patience, as short as the strictest provider's. */
const ATTEMPT_MS_MAX = 10_000
/** Beyond this many undelivered notices nobody is listening: further ones are dropped and counted. */
const PENDING_MAX = 1_000

export type Notice = { url: string; body: string; sign: () => Record<string, string> }

export class WebhookDelivery {
  dropped = 0
  failed = 0
  readonly #stop = new AbortController()
  readonly #pending = new Set<Promise<void>>()
  readonly #waitsMs: readonly number[]

  constructor(waitsMs: readonly number[] = RETRY_WAITS_MS) {
    this.#waitsMs = waitsMs
  }

  send(notice: Notice): void {
    if (this.#stop.signal.aborted || this.#pending.size >= PENDING_MAX) {
      this.dropped += 1
      return
    }
    const delivery = this.#deliver(notice).finally(() => this.#pending.delete(delivery))
    this.#pending.add(delivery)
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.settled()
  }

  async #deliver(notice: Notice): Promise<void> {
    for (const waitMs of [0, ...this.#waitsMs]) {
      if (!(await this.#pause(waitMs))) return
      if (await this.#attempt(notice)) return
    }
    this.failed += 1
  }

  async #pause(ms: number): Promise<boolean> {
    const { signal } = this.#stop
    if (ms === 0) return !signal.aborted
    return wait(ms, true, { signal, ref: false }).catch(() => false)
  }

  /** A redirect counts as failure, as with the real providers. */
  async #attempt(notice: Notice): Promise<boolean> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ATTEMPT_MS_MAX)])
    const headers = { 'content-type': 'application/json; charset=utf-8', ...notice.sign() }
    const request = fetch(notice.url, { method: 'POST', body: notice.body, headers, redirect: 'manual', signal })
    return request.then(
      async (response) => {
        await response.body?.cancel()
        return response.ok
      },
      () => false,
    )
  }
}

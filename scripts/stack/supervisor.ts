// Keeps the parts running: a part that ends by itself before the stack is ready fails the start; afterwards it is started
// again, unless it keeps ending. Stops them in order.
import type { KeptChild } from './kept-child.ts'
import type { Part } from './parts.ts'
import { POSTGRES_STOP_MS } from './postgres.ts'
import { Sentence } from './sentence.ts'

/** More than this many ends within the window mean that starting again does not help. */
const RESTARTS_MAX = 5
const RESTART_WINDOW_MS = 60_000

/** Together below the 5 s that a Ctrl-C may take. A call that goes on is cut and reported while the database is there. */
const STOPS = [
  { turn: 'first', graceMs: 2000 },
  { turn: 'then', graceMs: 1000 },
  { turn: 'last', graceMs: POSTGRES_STOP_MS },
] as const

export class Supervisor {
  readonly #running = new Map<Part, KeptChild>()
  readonly #launching = new Set<Promise<KeptChild>>()
  readonly #ends = new Map<Part, number[]>()
  readonly #failure = Promise.withResolvers<never>()
  #ready = false
  #stopping = false

  constructor() {
    // Whoever waits on `failed` hears of it; while nobody does, it is no unhandled rejection.
    this.#failure.promise.catch(() => undefined)
  }

  /** Rejects when a part ends that may not. */
  get failed(): Promise<never> {
    return this.#failure.promise
  }

  /** Resolves when the part answers; rejects when any part fails first. */
  async start(part: Part): Promise<void> {
    await this.#launch(part)
    await Promise.race([part.answers(), this.failed])
  }

  ready(): void {
    this.#ready = true
  }

  /** Turn by turn: who is asked later is still there for the last words of those before. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.allSettled(this.#launching)
    for (const { turn, graceMs } of STOPS) {
      const due = [...this.#running].filter(([part]) => part.stops === turn)
      await Promise.all(due.map(([, child]) => child.stop(graceMs)))
    }
  }

  async #launch(part: Part): Promise<void> {
    if (this.#stopping) return
    const launching = part.start()
    this.#launching.add(launching)
    try {
      const child = await launching
      this.#running.set(part, child)
      void child.ended.then((how) => this.#onEnd(part, child, how))
    } finally {
      this.#launching.delete(launching)
    }
  }

  async #onEnd(part: Part, child: KeptChild, how: string): Promise<void> {
    if (this.#stopping) return
    this.#running.delete(part)
    const sentence = `${part.name} ${how}; its last words:\n${await child.lastLines()}`
    if (!this.#ready || !this.#mayRestart(part)) {
      this.#failure.reject(new Sentence(sentence))
      return
    }
    console.error(`${sentence}\n${part.name} is started again.`)
    try {
      await this.#launch(part)
    } catch (error) {
      this.#failure.reject(error)
    }
  }

  #mayRestart(part: Part): boolean {
    const since = Date.now() - RESTART_WINDOW_MS
    const ends = (this.#ends.get(part) ?? []).filter((at) => at > since)
    ends.push(Date.now())
    this.#ends.set(part, ends)
    return ends.length <= RESTARTS_MAX
  }
}

// The voice itself: sentences to speech through the espeak thread. Sentences said lately are kept, as personas repeat themselves.
import { Worker } from 'node:worker_threads'
import type { Job, Produced, WordTime } from './espeak-worker.ts'
import type { Profile } from './voices.ts'

export interface Part {
  samples: Int16Array
  words: WordTime[]
}

export interface Listener {
  part(part: Part): void
  done(): void
}

/** Slots for cancelled ids: more than can wait at once. */
const SLOTS = 4_096
/** Sentences kept, a few hundred kilobytes each at most. */
const KEPT_MAX = 200

interface Waiting {
  listener: Listener
  key: string
  parts: Part[]
}

export class Espeak {
  readonly #worker: Worker
  readonly #ready: Promise<void>
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(SLOTS * 4))
  readonly #waiting = new Map<number, Waiting>()
  readonly #kept = new Map<string, Part[]>()
  #lastId = 0

  constructor() {
    this.#worker = new Worker(new URL('./espeak-worker.ts', import.meta.url), { workerData: this.#cancelled.buffer })
    this.#ready = new Promise((resolve, reject) => {
      this.#worker.on('error', reject)
      this.#worker.on('message', (message: Produced) => {
        if (message.type === 'ready') resolve()
        else this.#receive(message)
      })
    })
  }

  ready(): Promise<void> {
    return this.#ready
  }

  /** Returns how to stop it. Nothing is told before this returns. */
  say(text: string, profile: Profile, rate: number, listener: Listener): () => void {
    const key = JSON.stringify([text, profile, rate])
    const kept = this.#kept.get(key)
    if (kept) return replay(kept, listener)
    const id = ++this.#lastId
    this.#waiting.set(id, { listener, key, parts: [] })
    this.#worker.postMessage({ id, text, profile, rate } satisfies Job)
    return () => {
      if (this.#waiting.delete(id)) Atomics.store(this.#cancelled, id % SLOTS, id)
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #receive(message: Exclude<Produced, { type: 'ready' }>): void {
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    if (message.type === 'part') {
      waiting.parts.push(message)
      return waiting.listener.part(message)
    }
    this.#waiting.delete(message.id)
    this.#kept.set(waiting.key, waiting.parts)
    const oldest = this.#kept.keys().next()
    if (this.#kept.size > KEPT_MAX && !oldest.done) this.#kept.delete(oldest.value)
    waiting.listener.done()
  }
}

function replay(parts: Part[], listener: Listener): () => void {
  const timer = setImmediate(() => {
    for (const part of parts) listener.part(part)
    listener.done()
  })
  return () => clearImmediate(timer)
}

// Lets a bounded number of requests work at once and a bounded number wait, each for a bounded time. The rest hear at once
// that it is too much, instead of waiting for a deadline.
import { AppError } from '@callback/contracts/errors'

/** Waiting requests: at 500 a second this is less than half a second of work. */
export const WAITING_MAX = 200
/** Longer than this and the Worker's own deadline is near. */
export const WAIT_MS_MAX = 2_000

type Waiting = { admit: () => void; refuse: () => void; timer: NodeJS.Timeout }

export class Gate {
  readonly #placesMax: number
  readonly #waiting = new Set<Waiting>()
  #inside = 0

  constructor(placesMax: number) {
    this.#placesMax = placesMax
  }

  async through<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #enter(): Promise<void> {
    if (this.#inside < this.#placesMax) {
      this.#inside += 1
      return Promise.resolve()
    }
    if (this.#waiting.size >= WAITING_MAX) return Promise.reject(tooMuch('too many wait'))
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        admit: resolve,
        refuse: () => reject(tooMuch('waited too long')),
        timer: setTimeout(() => {
          this.#waiting.delete(entry)
          entry.refuse()
        }, WAIT_MS_MAX),
      }
      this.#waiting.add(entry)
    })
  }

  /** The place goes straight to whoever waited longest. */
  #leave(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#inside -= 1
      return
    }
    this.#waiting.delete(next)
    clearTimeout(next.timer)
    next.admit()
  }
}

function tooMuch(internal: string): AppError {
  return new AppError('unavailable', 'The service is busy. Please try again.', { internal })
}

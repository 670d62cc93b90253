// Text that waits until it is worth speaking: by the chunk length schedule, by auto mode, or until it is flushed.

const SCHEDULE = [120, 160, 250, 290]
/** What a mild nudge is content with. */
const NUDGED = 50

export class TextBuffer {
  readonly #schedule: number[]
  readonly #auto: boolean
  #text = ''
  #generation = 0

  constructor(auto: boolean, schedule: number[] = SCHEDULE) {
    this.#auto = auto
    this.#schedule = schedule
  }

  /** The text to speak now, or nothing yet. */
  push(text: string, nudge = false): string | null {
    this.#text += text
    if (this.#auto) return this.flush()
    const enough = this.#schedule[Math.min(this.#generation, this.#schedule.length - 1)] ?? 0
    return this.#text.length >= (nudge ? NUDGED : enough) ? this.flush() : null
  }

  flush(): string | null {
    const text = this.#text
    this.#text = ''
    if (text.trim() === '') return null
    this.#generation += 1
    return text
  }
}

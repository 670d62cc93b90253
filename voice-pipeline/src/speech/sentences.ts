// Tokens of the mind in, pieces fit to be spoken out. A piece is a whole sentence; only the first may be a clause,
// so that the mouth starts early. Pure.
import { speakable, thoughtFilter } from './speakable.ts'

export interface Sentences {
  push(token: string): string[]
  /** What is left when the mind has stopped. */
  flush(): string[]
}

/** Shortest clause worth starting the mouth with; shorter ones ("Well,") sound torn off. */
const FIRST_CLAUSE_CHARS_MIN = 16
/** Longest piece handed over whole; beyond it a run-on sentence is broken at a space. */
const PIECE_CHARS_MAX = 240

const SENTENCE_END = /[.!?…]+["'”’)\]*_]*(?=\s)|\n+/g
const CLAUSE_END = /[,;:—–](?=\s)/g
const ABBREVIATION = /(?:^|[\s("'])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|No|[A-Z])\.$/

export function sentences(): Sentences {
  const withoutThoughts = thoughtFilter()
  let pending = ''
  let first = true

  function take(end: number): string[] {
    const piece = speakable(pending.slice(0, end))
    pending = pending.slice(end)
    if (piece === '') return []
    first = false
    return [piece]
  }

  function cutAt(): number | null {
    for (const match of pending.matchAll(SENTENCE_END)) {
      const end = match.index + match[0].length
      if (!ABBREVIATION.test(pending.slice(0, end))) return end
    }
    if (first) {
      for (const match of pending.matchAll(CLAUSE_END)) {
        if (match.index + 1 >= FIRST_CLAUSE_CHARS_MIN) return match.index + 1
      }
    }
    if (pending.length <= PIECE_CHARS_MAX) return null
    const space = pending.lastIndexOf(' ', PIECE_CHARS_MAX)
    return space > 0 ? space : PIECE_CHARS_MAX
  }

  function pieces(): string[] {
    const out: string[] = []
    for (let end = cutAt(); end !== null; end = cutAt()) out.push(...take(end))
    return out
  }

  return {
    push(token) {
      pending += withoutThoughts.push(token)
      return pieces()
    },
    flush() {
      pending += withoutThoughts.flush()
      return [...pieces(), ...take(pending.length)]
    },
  }
}

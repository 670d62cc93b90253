// The gate between mouth and line: only the open reply is let through. Knows how much of it has been played.
// After our own `clear` the line echoes every outstanding mark; those were not played and are forgotten here first.
import { BYTES_PER_MS, type Audio, type Line, type ReplyId } from '../speech/ports.ts'
import type { Clock } from './clock.ts'

export type PlaybackFact =
  /** The first frame of this reply was written. */
  | { type: 'reply.audible'; reply: ReplyId }
  | { type: 'reply.rendered'; reply: ReplyId; playsMs: number }
  /** The first audio of this reply is proven to have been played. */
  | { type: 'reply.proven'; reply: ReplyId }
  | { type: 'reply.played'; reply: ReplyId }

export interface Playback {
  open(reply: ReplyId): void
  /** False if the gate is shut to this reply: the audio is dropped. */
  write(reply: ReplyId, audio: Audio): boolean
  /** All audio of the reply has been written. */
  finish(reply: ReplyId): void
  marked(name: string): void
  /** Shuts the gate and empties the line; milliseconds of the reply that were played. */
  cut(): number
  /** Whether any audio of the open reply has gone out. */
  audible(): boolean
}

type Open = {
  reply: ReplyId
  sentBytes: number
  provenBytes: number
  /** When the audio sent so far will have been played, by our clock. */
  endsAt: number
  last: string | null
  marks: Map<string, number>
}

/** Marks on their way for one reply. A chunk is some 100 ms at least, so this is over a minute of unplayed audio. */
const MARKS_MAX = 1_000

export function playback(
  line: Pick<Line, 'play' | 'mark' | 'clear'>,
  clock: Clock,
  emit: (fact: PlaybackFact) => void,
): Playback {
  let open: Open | null = null

  function mark(from: Open, name: string): void {
    if (from.marks.size >= MARKS_MAX) return
    from.marks.set(name, from.sentBytes)
    line.mark(name)
  }

  function playedMs(from: Open): number {
    const unplayedMs = Math.max(0, from.endsAt - clock.now())
    return Math.max(0, from.provenBytes / BYTES_PER_MS, from.sentBytes / BYTES_PER_MS - unplayedMs)
  }

  return {
    open(reply) {
      open = { reply, sentBytes: 0, provenBytes: 0, endsAt: 0, last: null, marks: new Map() }
    },
    write(reply, audio) {
      if (open?.reply !== reply || audio.byteLength === 0) return false
      const first = open.sentBytes === 0
      open.sentBytes += audio.byteLength
      open.endsAt = Math.max(open.endsAt, clock.now()) + audio.byteLength / BYTES_PER_MS
      line.play(audio)
      mark(open, `${reply}.${open.sentBytes}`)
      if (first) emit({ type: 'reply.audible', reply })
      return true
    },
    finish(reply) {
      if (open?.reply !== reply || open.last !== null) return
      open.last = `${reply}.end`
      open.marks.set(open.last, open.sentBytes)
      line.mark(open.last)
      emit({ type: 'reply.rendered', reply, playsMs: Math.max(0, open.endsAt - clock.now()) })
    },
    marked(name) {
      const bytes = open?.marks.get(name)
      if (!open || bytes === undefined) return
      const { reply, last } = open
      open.marks.delete(name)
      const first = open.provenBytes === 0 && bytes > 0
      open.provenBytes = Math.max(open.provenBytes, bytes)
      if (first) emit({ type: 'reply.proven', reply })
      if (name === last) emit({ type: 'reply.played', reply })
    },
    cut() {
      if (!open) return 0
      const played = playedMs(open)
      const sent = open.sentBytes > 0
      open = null
      if (sent) line.clear()
      return played
    },
    audible: () => open !== null && open.sentBytes > 0,
  }
}

// Which replies have a context on the socket, which wait for one, and which the vendor has not finalised yet. No socket here.
import type { Clock } from '../call/clock.ts'
import type { ReplyId } from '../speech/ports.ts'

/** Four of the vendor's five, one of them the idle context: a sixth closes the socket. */
export const REPLY_CONTEXTS_MAX = 3
/** A closed context whose last word never came is taken for gone after this. */
const FINALISE_MS_MAX = 10_000

export type LiveReply = { reply: ReplyId; audioBytes: number }
type Held = LiveReply & { context: string; opened: boolean; waiting: string[]; finished: boolean; closed: boolean }
export type Ready = { context: string; opens: boolean; texts: string[]; finished: boolean }

export interface Contexts {
  /** False when too much waits. */
  say(reply: ReplyId, text: string, waitingCharsMax: number): boolean
  finish(reply: ReplyId): void
  /** The context to close, if the vendor knows it. */
  cancel(reply: ReplyId): string | null
  /** What can be sent now; each thing is handed out once. */
  ready(): Ready[]
  /** A reply that may still be heard; cancelled ones are not found. */
  find(context: string): LiveReply | null
  finalised(context: string): void
}

export function contexts(clock: Clock): Contexts {
  const held = new Map<ReplyId, Held>()
  /** Opened and not yet finalised by the vendor: context → when it was closed by us, if it was. */
  const atVendor = new Map<string, number | null>()

  function free(): boolean {
    for (const [context, closedAt] of atVendor) {
      if (closedAt !== null && clock.now() - closedAt > FINALISE_MS_MAX) atVendor.delete(context)
    }
    return atVendor.size < REPLY_CONTEXTS_MAX
  }

  function of(reply: ReplyId): Held {
    const known = held.get(reply)
    if (known) return known
    const fresh = {
      reply,
      audioBytes: 0,
      context: `r${reply}`,
      opened: false,
      waiting: [],
      finished: false,
      closed: false,
    }
    held.set(reply, fresh)
    return fresh
  }

  return {
    say(reply, text, waitingCharsMax) {
      const one = of(reply)
      one.waiting.push(text)
      return one.waiting.reduce((sum, piece) => sum + piece.length, 0) <= waitingCharsMax
    },
    finish(reply) {
      of(reply).finished = true
    },
    cancel(reply) {
      const one = held.get(reply)
      held.delete(reply)
      if (!one?.opened || one.closed) return null
      atVendor.set(one.context, clock.now())
      return one.context
    },
    ready() {
      const out: Ready[] = []
      for (const one of held.values()) {
        if (one.closed || (one.waiting.length === 0 && !one.finished)) continue
        const opens = !one.opened
        if (opens && !free()) continue
        one.opened = true
        one.closed = one.finished
        atVendor.set(one.context, one.finished ? clock.now() : null)
        out.push({ context: one.context, opens, texts: one.waiting.splice(0), finished: one.finished })
      }
      return out
    },
    find: (context) => [...held.values()].find((one) => one.context === context) ?? null,
    finalised(context) {
      atVendor.delete(context)
      for (const one of held.values()) if (one.context === context) held.delete(one.reply)
    },
  }
}

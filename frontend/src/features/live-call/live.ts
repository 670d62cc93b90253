// What is known of one call, from three sources that overlap: the live room's messages, the stored turns, the call's row.
// Pure. Late, doubled and missing news cannot make it go back.
import { climb, isTerminal, type CallStatus, type EndReason } from '@callback/domain/call-status'
import type { Call, Turn } from '@callback/contracts/calls'
import type { LiveEvent, LiveMessage } from '@callback/contracts/live'

export type LiveTurn = {
  seq: number
  speaker: 'caller' | 'persona'
  /** What was heard; while the turn goes on, what was said so far. */
  text: string
  /** Said by the persona but never played: known once the turn is stored. */
  unheard: string
  cutShort: boolean
  settled: boolean
}

export type Live = {
  /** Newest event of the room that was applied. */
  lastSeq: number
  status: CallStatus
  speaking: 'caller' | 'persona' | 'nobody'
  turns: readonly LiveTurn[]
  answeredAt: string | null
  end: { reason: EndReason; connectedSeconds: number } | null
}

export type LiveFact =
  | { type: 'message'; message: LiveMessage }
  | { type: 'turns.read'; turns: readonly Turn[] }
  | { type: 'call.read'; call: Call }

/** What the reader must fetch or do: the stored turns, or joining again from the start because the room began anew. */
export type LiveNeed = 'turns' | 'rejoin'

export const nothingKnown: Live = {
  lastSeq: 0,
  status: 'queued',
  speaking: 'nobody',
  turns: [],
  answeredAt: null,
  end: null,
}

export function step(live: Live, fact: LiveFact): [Live, LiveNeed | null] {
  switch (fact.type) {
    case 'message':
      return fact.message.type === 'hello' ? onHello(live, fact.message) : onEvent(live, fact.message)
    case 'turns.read':
      return [{ ...live, turns: fact.turns.map(fromStored).reduce(place, live.turns) }, null]
    case 'call.read':
      return [onCall(live, fact.call), null]
  }
}

function onHello(live: Live, hello: Extract<LiveMessage, { type: 'hello' }>): [Live, LiveNeed | null] {
  if (hello.newest < live.lastSeq) return [{ ...live, lastSeq: 0 }, 'rejoin']
  return [live, hello.oldest > live.lastSeq + 1 && hello.newest > live.lastSeq ? 'turns' : null]
}

function onEvent(live: Live, message: Extract<LiveMessage, { type: 'event' }>): [Live, LiveNeed | null] {
  if (message.seq <= live.lastSeq) return [live, null]
  const skipped = message.seq > live.lastSeq + 1
  return [{ ...apply(live, message.event, message.at), lastSeq: message.seq }, skipped ? 'turns' : null]
}

function apply(live: Live, event: LiveEvent, at: string): Live {
  switch (event.type) {
    case 'status':
      return reach(live, event.status, at)
    case 'speaking':
      return isTerminal(live.status) ? live : { ...live, speaking: event.who }
    case 'turn': {
      const { seq, speaker, text, cutShort } = event
      return { ...live, turns: place(live.turns, { seq, speaker, text, cutShort, unheard: '', settled: event.final }) }
    }
    case 'ended': {
      const over = reach(live, 'completed', at)
      return { ...over, end: { reason: event.endReason, connectedSeconds: event.connectedSeconds } }
    }
  }
}

function reach(live: Live, news: CallStatus, at: string): Live {
  const status = climb(live.status, news)
  const answeredAt = live.answeredAt ?? (status === 'in-progress' ? at : null)
  return { ...live, status, answeredAt, speaking: isTerminal(status) ? 'nobody' : live.speaking }
}

function onCall(live: Live, call: Call): Live {
  const known = reach({ ...live, answeredAt: call.answeredAt ?? live.answeredAt }, call.status, call.createdAt)
  if (call.endReason === null) return known
  // The row is the truth: it may name a reason that the room never heard.
  return { ...known, status: call.status, end: { reason: call.endReason, connectedSeconds: call.connectedSeconds } }
}

function fromStored(turn: Turn): LiveTurn {
  const { seq, speaker, heard, cutShort } = turn
  const unheard = turn.text.startsWith(heard) ? turn.text.slice(heard.length).trim() : ''
  return { seq, speaker, text: heard, unheard, cutShort, settled: true }
}

/** A settled turn is never taken back to one that goes on; the stored form of it is the fuller one. */
function place(turns: readonly LiveTurn[], turn: LiveTurn): readonly LiveTurn[] {
  const known = turns.find(({ seq }) => seq === turn.seq)
  if (known?.settled && (!turn.settled || turn.unheard === '')) return turns
  return [...turns.filter(({ seq }) => seq !== turn.seq), turn].sort((a, b) => a.seq - b.seq)
}

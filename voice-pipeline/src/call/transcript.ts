// The turns of one call as they grow and settle: numbers them, keeps what was heard, tells room and journal.
import type { Turn, TurnTimings } from '@callback/contracts/calls'
import type { LiveEvent } from '@callback/contracts/live'
import type { ReplyId } from '../speech/ports.ts'
import type { Clock } from './clock.ts'

export interface Transcript {
  callerWords(text: string): void
  callerDone(text: string): void
  personaSays(reply: ReplyId, textSoFar: string): void
  /** The reply is over; `heard` is what came out of the phone. */
  personaHeard(reply: ReplyId, heard: string, cutShort: boolean, timings: TurnTimings | null): void
  /** The call is over: a sentence the caller had begun is kept. */
  close(): void
  turns(): readonly Turn[]
}

type Growing = { seq: number; startedAt: string; text: string }

/** What a turn's text may hold; nobody speaks that long in one go. */
const TEXT_CHARS_MAX = 8_000

export function transcript(clock: Clock, settled: (turn: Turn) => void, tell: (event: LiveEvent) => void): Transcript {
  const turns: Turn[] = []
  let seq = 0
  let caller: Growing | null = null
  let persona: (Growing & { reply: ReplyId }) | null = null

  const begin = (): Growing => ({ seq: seq++, startedAt: clock.wall().toISOString(), text: '' })

  function grow(speaker: Turn['speaker'], turn: Growing, text: string): void {
    if (turn.text === text) return
    turn.text = text.slice(0, TEXT_CHARS_MAX)
    tell({ type: 'turn', seq: turn.seq, speaker, text: turn.text, final: false, cutShort: false })
  }

  function settle(
    speaker: Turn['speaker'],
    turn: Growing,
    heard: string,
    cutShort: boolean,
    timings: TurnTimings | null,
  ): void {
    const { seq, startedAt, text } = turn
    const done: Turn = { seq, speaker, text, heard: heard.slice(0, TEXT_CHARS_MAX), cutShort, startedAt, timings }
    turns.push(done)
    settled(done)
    tell({ type: 'turn', seq, speaker, text: done.heard, final: true, cutShort })
  }

  function callerDone(text: string): void {
    const turn = caller ?? begin()
    caller = null
    turn.text = text.slice(0, TEXT_CHARS_MAX)
    settle('caller', turn, turn.text, false, null)
  }

  return {
    callerWords(text) {
      if (text.trim() === '') return
      caller ??= begin()
      grow('caller', caller, text)
    },
    callerDone,
    personaSays(reply, textSoFar) {
      if (persona?.reply !== reply) persona = { ...begin(), reply }
      grow('persona', persona, textSoFar)
    },
    personaHeard(reply, heard, cutShort, timings) {
      if (persona?.reply !== reply) return
      const turn = persona
      persona = null
      settle('persona', turn, heard, cutShort, timings)
    },
    close() {
      if (caller) callerDone(caller.text)
    },
    turns: () => turns.toSorted((a, b) => a.seq - b.seq),
  }
}
